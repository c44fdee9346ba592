"""Addresses of the panel for the walk of every route."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from labx.core.files.uploads import KeptFile
from labx.people.consent.models import ConsentProof
from labx.people.consent.parties import Proof
from labx.people.consent.tests.making import given, published, taken_back
from labx.people.participants import links, proofs
from labx.people.participants.actions import imports, inviting, joining, recruiting
from labx.people.participants.actions.bulk import Newcomer
from labx.people.participants.models import Import, Invitation, JoinRequest, Participant, Recruitment
from labx.people.participants.tests.making import ABOUT, REACHED, WHO, joining_of, several, take_part


@dataclass(frozen=True)
class Made:
    participant: Participant
    token: str
    request: JoinRequest
    recruitment: Recruitment
    invitation: Invitation
    brought: Import


def prepare(world: Any) -> Made:
    several(5)
    scanned = Proof(oral_note="Folha 2", scan=KeptFile(Path("folha"), "folha.pdf", "0" * 64, 1))
    participant = joining.enter_participant(by=WHO, joining=joining_of(proof=scanned), channel="paper")
    words = {"title": "Convidar", "need": "Ler.", "places": 6, "alternates": 0, "strata": ["age_band"]}
    recruitment = recruiting.open_recruitment(by=WHO, project=world.published.id, **words)
    recruitment = recruiting.draw(by=WHO, recruitment=recruitment)
    inviting.invite_drawn(by=WHO, recruitment=recruitment)
    request = joining.ask_to_join(by=WHO, joining=joining_of(email="", preferred="phone", phone="912345678"))
    invitation = recruitment.invitations.get(participant=participant)
    given(published("quotes"), participant.subject.id)
    taken_back(participant.subject.id, "quotes")
    newcomer = Newcomer(ABOUT, {**REACHED, "email": "vinda@example.pt"}, "Folha 1")
    brought = imports.bring(by=WHO, name="pessoas.csv", people=[newcomer], texts=[take_part()])
    return Made(participant, links.own_token(participant), request, recruitment, invitation, brought)


def made(world: Any) -> Made:
    return world.made["participants"]


def person(world: Any) -> list[dict[str, Any]]:
    return [{"code": made(world).participant.code}]


def own(world: Any) -> list[dict[str, Any]]:
    return [{"token": made(world).token}]


def about(world: Any) -> list[dict[str, Any]]:
    return [{"token": made(world).token, "purpose": "take_part"}]


def recruitment(world: Any) -> list[dict[str, Any]]:
    return [{"code": made(world).recruitment.code}]


def invitation(world: Any) -> list[dict[str, Any]]:
    return [{"code": made(world).recruitment.code, "invitation": made(world).invitation.pk}]


def proof(world: Any) -> list[dict[str, Any]]:
    return [{"entry": ConsentProof.objects.first().entry.id}]


def scan(world: Any) -> list[dict[str, Any]]:
    """With the key of somebody else: whoever may look at proofs still has to give a reason first."""
    shown = ConsentProof.objects.exclude(scan_sha256="").first()
    return [{"entry": shown.entry.id, "token": proofs.token_for(shown, WHO)}]


def import_page(world: Any) -> list[dict[str, Any]]:
    return [{"brought": made(world).brought.pk}]


EXAMPLES = {
    "participants:code": lambda world: [{"token": links.request_token(made(world).request)}],
    "participants:own": own,
    "participants:own_change": own,
    "participants:own_renew": own,
    "participants:own_leave": own,
    "participants:own_data": own,
    "participants:own_receipts": own,
    "participants:own_withdraw": about,
    "participants:own_agree": about,
    "participants:own_receipt": lambda world: [{"token": made(world).token, "purpose": "quotes"}],
    "participants:own_reply": lambda world: [
        {"token": made(world).token, "invitation": made(world).invitation.pk, "answer": "aceitar"}
    ],
    "participants:request": lambda world: [{"waiting": made(world).request.pk}],
    "participants:participant": person,
    "participants:edit": person,
    "participants:contact": person,
    "participants:leave": person,
    "participants:renew": person,
    "participants:withdraw": person,
    "participants:recruitment": recruitment,
    "participants:edit_recruitment": recruitment,
    "participants:draw": recruitment,
    "participants:invite": recruitment,
    "participants:attendance": recruitment,
    "participants:close_recruitment": recruitment,
    "participants:draw_file": recruitment,
    "participants:public_draw": recruitment,
    "participants:invitation": invitation,
    "participants:import_record": import_page,
    "participants:undo_import": import_page,
    **{f"participants:{name}": proof for name in ("proof", "replace_scan", "remove_scan")},
    "participants:scan": scan,
    "api:see_participant": person,
    "api:see_draw": recruitment,
}

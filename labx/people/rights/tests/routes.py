"""One of each thing about rights, for the walk over every route."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from labx.core.actors import system
from labx.people.rights.actions import assessments, breaches, registers, requests
from labx.people.rights.models import Erasure, Mention, ProcessingActivity, Request
from tests.people import open_account

WHO = system("test")


def prepare(world: Any) -> dict[str, Any]:
    person = open_account("apagada@example.pt", name="Pessoa A Apagar")
    asked = entered("access", person)
    erasing = entered("erasure", person)
    gone = Erasure.objects.create(
        request=erasing, finished_at=timezone.now(), receipt={"rows": {}}, signature={**SIGNATURE}
    )
    open_one = entered("erasure", world.people["nobody"])
    mention = Mention.objects.create(request=open_one, table="portfolio_project", column="question", row="x")
    registers.draw_up_register(by=WHO)
    assessment = assessments.begin_assessment(
        by=WHO, title="Cartas", description="d", necessity="n", triggers=["children"], review_on=date(2027, 1, 1)
    )
    risk = assessments.add_risk(
        by=WHO, assessment=assessment, what="Fuga", likelihood=2, severity=3, measures="m", likelihood_left=1,
        severity_left=2,
    )  # fmt: skip
    breach = breaches.report_breach(by=WHO, title="Correio trocado", what="Uma carta.", known_at=KNOWN)
    return {
        "asked": asked,
        "open": open_one,
        "mention": mention,
        "gone": gone,
        "assessment": assessment,
        "risk": risk,
        "breach": breach,
        "activity": ProcessingActivity.objects.first(),
    }


KNOWN = datetime(2026, 11, 20, 9, tzinfo=timezone.get_default_timezone())
SIGNATURE = {"key_id": "x", "purpose": "erasure-receipt", "value": "AAAA", "algorithm": "Ed25519"}


def entered(kind: str, account: Any) -> Request:
    made = requests.enter_request(
        by=WHO, kind=kind, channel="letter", received_on=date(2026, 11, 2), name=account.name, account=account.id
    )
    return requests.check_identity(by=WHO, request=made, identity="call")


def made(world: Any) -> dict[str, Any]:
    return world.made["rights"]


def request_address(world: Any) -> list[dict[str, Any]]:
    return [{"code": made(world)["open"].code}]


def assessment_address(world: Any) -> list[dict[str, Any]]:
    return [{"code": made(world)["assessment"].code}]


def breach_address(world: Any) -> list[dict[str, Any]]:
    return [{"code": made(world)["breach"].code}]


ABOUT_REQUESTS = (
    "request",
    "name_person",
    "identity",
    "extend",
    "refuse",
    "copy",
    "mentions",
    "erase",
    "follow",
    "withdraw",
)
EXAMPLES = {
    **{f"rights:{name}": request_address for name in ABOUT_REQUESTS},
    "rights:answer": lambda world: [{"code": made(world)["asked"].code}],
    "rights:mention": lambda world: [{"code": made(world)["open"].code, "mention": made(world)["mention"].pk}],
    "rights:ask": lambda _world: [{"kind": "erasure"}, {"kind": "rectification"}],
    "rights:receipt": lambda world: [{"code": made(world)["gone"].receipt_code}],
    "rights:activity": lambda world: [{"code": made(world)["activity"].code}],
    **{
        f"rights:{name}": assessment_address
        for name in ("assessment", "assessment_pdf", "edit_assessment", "add_risk", "advise")
    },
    "rights:remove_risk": lambda world: [{"code": made(world)["assessment"].code, "risk": made(world)["risk"].pk}],
    **{f"rights:{name}": breach_address for name in ("breach", "edit_breach", "decide_breach")},
    "rights:breach_draft": lambda world: [{"code": made(world)["breach"].code, "to": to} for to in ("cnpd", "pessoas")],
}

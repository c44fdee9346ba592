"""A project told in order: what happened, what may be done now, and what its public page shows."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core import policy, rooms
from labx.core.actors import Actor
from labx.core.pages.entries import Link, Moment
from labx.core.pages.numbers import DesignGrade, NumberCard
from labx.portfolio.days import midnight
from labx.portfolio.learning import queries as learning
from labx.portfolio.models import Claim, Evidence, Project, Protocol, StageSpell

DOORS = (
    "edit_project",
    "manage_team",
    "write_protocol",
    "freeze_protocol",
    "record_evidence",
    "record_decision",
    "publish",
)


def may(actor: Actor, project: Project) -> dict[str, bool]:
    """What this actor may do in this project, for templates to offer nothing else."""
    return {name: policy.allows(actor, f"portfolio.{name}", project) for name in DOORS}


def moments_of(project: Project) -> list[Moment]:
    """Everything that happened, oldest first: protocols, what rooms did, evidence, decisions, publication."""
    happened = [Moment(_("The project started"), began_at(project), project.question)]
    happened += [spell_moment(spell) for spell in list(project.spells.all())[1:]]
    evidence = list(project.evidence.all())
    falls = learning.falls_of_evidence(item.id for item in evidence)
    happened += [protocol_moment(protocol) for protocol in project.protocols.all()]
    for room in rooms.rooms():
        happened += room.story(project) if room.story else []
    happened += [
        Moment(_("Evidence was recorded"), item.recorded_at, told(item, falls), url=opened_url(item.reference))
        for item in evidence
    ]
    happened += [
        Moment(_("It was decided: %(what)s") % {"what": item.get_outcome_display()}, item.recorded_at, item.reasons)
        for item in project.decisions.all()
    ]
    if project.published_at:
        happened.append(publication_of(project))
    return sorted((moment for moment in happened if moment.when), key=lambda moment: moment.when)


def publication_of(project: Project) -> Moment:
    public = reverse("portfolio:public", args=[project.slug])
    if project.is_embargoed:
        text = _("Until then only the team reads it.")
        return Moment(_("The public page becomes public"), project.published_at, text, "ahead", public)
    return Moment(_("The public page was published"), project.published_at, url=public)


def began_at(project: Project) -> dt.datetime:
    """The day its record says, once that has come; else when it was written down."""
    if project.starts_on is None or project.starts_on > timezone.localdate():
        return project.created_at
    return midnight(project.starts_on)


def spell_moment(spell: StageSpell) -> Moment:
    """A stage entered; one that was set back says so."""
    title = _("Set back to: %(stage)s") if spell.is_backwards else _("Entered: %(stage)s")
    return Moment(title % {"stage": spell.get_stage_display()}, midnight(spell.entered_on), spell.why)


def told(item: Evidence, falls: Mapping[UUID, Any]) -> str:
    """What the evidence says, and that it no longer does where it was found not to hold."""
    if item.id not in falls:
        return item.statement
    return _("%(statement)s It does not hold: %(why)s") % {"statement": item.statement, "why": falls[item.id].why}


def protocol_moment(protocol: Protocol) -> Moment:
    url = reverse("portfolio:protocol", args=[protocol.project.slug, protocol.code, protocol.version])
    title = _("Protocol “%(title)s”, version %(version)s") % {"title": protocol.title, "version": protocol.version}
    if protocol.is_frozen:
        return Moment(title, protocol.frozen_at, _("Frozen and signed."), url=url, who=protocol.signer)
    return Moment(title, protocol.project.edited_at, _("Being written: not frozen yet."), "now", url)


def opened_url(reference: rooms.Reference) -> str:
    opened = rooms.open_reference(reference)
    return opened.url if opened else ""


def doors_of(protocol: Protocol, actor: Actor) -> list[Link]:
    home = rooms.room(protocol.room)
    return home.doors(protocol, actor) if home and home.doors else []


def begin_doors(project: Project, actor: Actor) -> list[Link]:
    """One way to write a protocol for each room that can run one."""
    if not policy.allows(actor, "portfolio.write_protocol", project):
        return []
    return [
        Link(str(room.plan_label), reverse(room.plan_url, args=[project.slug]))
        for room in rooms.rooms()
        if room.plan_url
    ]


def public_parts(project: Project) -> list[rooms.Part]:
    return [part for room in rooms.rooms() if room.public_parts for part in room.public_parts(project)]


@dataclass(frozen=True)
class CitedClaim:
    """A claim in the reader's language, with the card that explains it."""

    claim: Claim
    sentence: str
    number_card: NumberCard
    is_under_review: bool = False


def claims_of(project: Project) -> list[CitedClaim]:
    standing = project.claims.filter(withdrawn_at=None).select_related("evidence")
    shaken = learning.claims_under_review(project)
    return [replace(cited(claim), is_under_review=claim.id in shaken) for claim in standing]


def cited(claim: Claim) -> CitedClaim:
    """As its room tells it now, if the room is here and the analysis is still the one that was published."""
    reference = claim.evidence.reference
    opened = rooms.open_reference(reference)
    if opened and opened.card and opened.digest == reference.digest:
        return CitedClaim(claim, opened.sentence, opened.card)
    return CitedClaim(claim, claim.sentence, card_of(claim))


def card_of(claim: Claim) -> NumberCard:
    """The card as it was published."""
    interval: dict[str, Any] = {"no_interval_because": _("The analysis gives none.")}
    if claim.lower is not None and claim.upper is not None:
        interval = {"interval": (claim.lower, claim.upper), "confidence": claim.confidence or 0.95}
    is_money = claim.unit in {"EUR", "USD", "GBP"}
    return NumberCard(
        value=claim.value,
        label=claim.indicator,
        definition=claim.definition,
        denominator=claim.denominator or _("Not said: this number does not say out of how many."),
        cutoff=claim.cut_off,
        source=claim.source,
        design=DesignGrade(claim.design_grade),
        comparison=f"{claim.comparison} {claim.baseline}".strip(),
        unit="" if is_money else claim.unit,
        currency=claim.unit if is_money else "",
        signed=True,
        analysis_digest=claim.evidence.reference_digest,
        **interval,
    )

"""What the AEA registry of randomised trials asks, answered from the record; what the record does not say is listed.

Source: American Economic Association, AEA RCT Registry, "Version" (socialscienceregistry.org/site/version), the list of
registry fields and of those that are required; planned numbers, unit and method of randomisation as its form asks them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from labx.people.organisations.districts import DISTRICTS
from labx.portfolio.catalogue.exports.plans import (
    arms_of,
    covariates_of,
    drawn,
    is_random_design,
    measured,
    outcomes_of,
    wanted,
    worth_having,
)
from labx.portfolio.catalogue.models import Announcement
from labx.portfolio.challenges.models import SignOff
from labx.portfolio.models import EntityRole, Membership, Protocol, Stage
from labx.portfolio.models.projects import RUNNING

CLUSTERED = {"clusters": "Yes", "stepped_wedge": "Yes", "individual": "No", "strata": "No", "factorial": "No"}
CARRIED_OUT = {Stage.TEST, Stage.PILOT}
OVER = {Stage.SCALE, Stage.ITERATE, Stage.HANDOVER, Stage.FOLLOW_UP, Stage.DECISION}


@dataclass(frozen=True)
class Item:
    """One field of the registry. Without an answer it is left to the person who registers."""

    section: str
    field: str
    is_required: bool
    answer: str

    @property
    def state(self) -> str:
        if self.answer:
            return "filled"
        return "missing" if self.is_required else "optional"


def items(protocol: Protocol) -> list[Item]:
    """Every field, in the order of the registry's form. Answers are as the record has them, in its language."""
    sections = (
        ("Trial information", trial(protocol)),
        ("Dates", dates(protocol)),
        ("Sponsors and partners", supporters(protocol)),
        ("Experimental details", details(protocol)),
        ("Randomization", randomization(protocol)),
        ("Sample", sample(protocol)),
        ("Ethics", ethics(protocol)),
    )
    return [
        Item(section, field.removesuffix("*"), field.endswith("*"), str(answer or "").strip())
        for section, answers in sections
        for field, answer in answers
    ]


def as_text(protocol: Protocol, found: list[Item]) -> str:
    """The same as plain text: to be copied field by field, and to be sent to somebody who knows the rest."""
    lines = [f"AEA RCT Registry: {protocol.title} ({protocol.code}, version {protocol.version})", ""]
    for item in found:
        mark = " (required)" if item.is_required else ""
        lines += [f"{item.section} / {item.field}{mark}", item.answer or "[to be written]", ""]
    return "\n".join(lines)


def trial(protocol: Protocol) -> Iterator[tuple[str, Any]]:
    project = protocol.project
    leads = list(Membership.objects.filter(project=project, role="lead").select_related("account").order_by("pk"))
    first, *others = leads or [None]
    districts = project.entities.exclude(entity__district="").values_list("entity__district", flat=True)
    names = dict(DISTRICTS)
    yield "Trial Title*", protocol.title
    yield "Country*", "Portugal"
    yield "Region", ", ".join(sorted({str(names.get(code, code)) for code in districts}))
    yield "Primary Investigator Name*", first and first.account.name
    yield "Primary Investigator Affiliation", first and settings.LABX_INSTITUTION
    yield "Primary Investigator Email", first and first.account.email
    yield "Other Primary Investigators", "; ".join(f"{one.account.name} <{one.account.email}>" for one in others)
    yield "Study Status*", status(project.stage)
    yield "Keywords*", ""
    yield "Additional Keywords", project.case.tags if hasattr(project, "case") else ""
    yield "JEL Codes", ""
    yield "Secondary Identifying Numbers", f"SHA-256 {protocol.digest}" if protocol.digest else ""
    yield "Abstract*", "\n".join(part for part in (protocol.question, protocol.hypothesis) if part)


def status(stage: str) -> str:
    """As the registry says it; a stopped project may have been withdrawn or completed, which nobody here knows."""
    if stage in CARRIED_OUT:
        return "On going"
    if stage in OVER:
        return "Completed"
    return "In development" if stage in RUNNING else ""


def dates(protocol: Protocol) -> Iterator[tuple[str, Any]]:
    project, told = protocol.project, Announcement.objects.filter(project=protocol.project).first()
    until = (protocol.plan.get("notice") or {}).get("until") or (told and told.until)
    yield "Trial Start Date*", project.starts_on
    yield "Intervention Start Date*", told and told.since
    yield "Intervention End Date*", until
    yield "Trial End Date*", project.ends_on


def supporters(protocol: Protocol) -> Iterator[tuple[str, Any]]:
    entities = list(protocol.project.entities.select_related("entity").order_by("entity__name"))
    funds = [link.entity.name for link in entities if link.role == EntityRole.FUNDS]
    others = [link.entity.name for link in entities if link.role != EntityRole.FUNDS]
    partners = protocol.project.partners.order_by("partner__name").values_list("partner__name", flat=True)
    yield "Trial Sponsors", "; ".join(funds)
    yield "Trial Partners", "; ".join([*others, *partners])


def details(protocol: Protocol) -> Iterator[tuple[str, Any]]:
    outcomes = outcomes_of(protocol.plan)
    primary = [one for one in outcomes if one.get("role", "primary") == "primary"]
    rest = [one for one in outcomes if one not in primary]
    yield "Interventions*", "; ".join(str(label) for label, _share in arms_of(protocol.plan))
    yield "Primary Outcomes (end points)*", "; ".join(map(measured, primary))
    yield "Primary Outcomes (explanation)", "; ".join(wanted(one) for one in primary if wanted(one))
    yield "Secondary Outcomes (end points)", "; ".join(map(measured, rest))
    yield "Experimental Design*", design_lines(protocol.plan)
    yield "Analysis Plan", f"Frozen on {protocol.frozen_at:%Y-%m-%d}." if protocol.frozen_at else ""


def randomization(protocol: Protocol) -> Iterator[tuple[str, Any]]:
    plan = protocol.plan
    yield "Randomization Method*", drawn(plan)
    yield "Randomization Unit*", plan.get("unit") if is_random_design(plan) else ""
    yield "Was the treatment clustered?*", CLUSTERED.get(plan.get("design", ""), "")


def sample(protocol: Protocol) -> Iterator[tuple[str, Any]]:
    plan = protocol.plan
    planned, listed = plan.get("sample") or {}, (plan.get("randomisation") or {}).get("listed") or []
    units = planned.get("units") or plan.get("sample_size")
    is_clustered = CLUSTERED.get(plan.get("design", "")) == "Yes"
    yield "Planned number of clusters*", len(listed) or "" if is_clustered else whole(units)
    yield "Planned number of observations*", "" if is_clustered else whole(units)
    yield (
        "Sample size (or number of clusters) by treatment arms*",
        by_arms(plan, len(listed) if is_clustered else units),
    )
    yield "Minimum detectable effect size for main outcomes", detectable(plan)


def ethics(protocol: Protocol) -> Iterator[tuple[str, Any]]:
    opinions = SignOff.objects.filter(project=protocol.project, kind=SignOff.Kind.ETHICS_OPINION, withdrawn_at=None)
    opinion = opinions.order_by("-signed_on").first()
    yield "IRB Name", opinion and opinion.signed_by
    yield "IRB Approval Date", opinion and opinion.signed_on
    yield "IRB Approval Number", opinion and opinion.document


def design_lines(plan: dict[str, Any]) -> str:
    """Line by line what the plan fixes, without what other fields of the registry say."""
    names = ("design", "unit", "estimator", "correction", "confidence")
    lines = [f"{name}: {plan[name]}" for name in names if plan.get(name) not in (None, "", "none")]
    parted = [one["label"] for one in plan.get("subgroups") or []]
    looks = (plan.get("looks") or {}).get("kind")
    more = (("covariates", "; ".join(covariates_of(plan))), ("subgroups", "; ".join(parted)), ("looks", looks))
    return "\n".join([*lines, *(f"{name}: {text}" for name, text in more if text)])


def by_arms(plan: dict[str, Any], units: float | None) -> str:
    arms = arms_of(plan)
    if not units or any(share is None for _label, share in arms):
        return ""
    return "; ".join(f"{label}: {whole(units * share)} ({share:.0%})" for label, share in arms if share is not None)


def detectable(plan: dict[str, Any]) -> str:
    """The smallest effect worth having, where the plan says with which power it would be found."""
    power = (plan.get("sample") or {}).get("power")
    primary = [one for one in outcomes_of(plan) if one.get("role", "primary") == "primary"]
    least = [text for text in map(worth_having, primary) if text]
    return f"{'; '.join(least)}, with power {power:.0%}" if least and power else ""


def whole(number: float | None) -> str:
    return f"{round(number)}" if number else ""

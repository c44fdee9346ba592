"""What the record of a trial says to the clauses of reporting guidelines: each a sentence, or nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from labx.core.pages import formats
from labx.trials.designs.declare import Design
from labx.trials.designs.registry import SCHEME_TITLES, design_of
from labx.trials.models import Trial
from labx.trials.plan.parts import LOOK_KINDS
from labx.trials.plan.shape import Plan
from labx.trials.telling.result import Told
from labx.trials.telling.summaries import arm_line, outcome_line


@dataclass(frozen=True)
class Known:
    """Everything the record has: the trial, its plan, and the result where there is one."""

    trial: Trial
    plan: Plan
    told: Told | None

    @property
    def design(self) -> Design:
        return design_of(self.plan)

    @property
    def words(self) -> Any:
        return self.trial.protocol


def nothing(_known: Known) -> str:
    """The record has no place for this."""
    return ""


@dataclass(frozen=True)
class Item:
    """One clause of a guideline: what the record says of it, and what it still lacks though it says something."""

    clause: str
    title: Any
    text: Callable[[Known], str]
    lacks: Callable[[Known], str] = nothing


def registered(known: Known) -> str:
    protocol = known.words
    words = {"day": formats.day(protocol.frozen_at, "DATETIME_FORMAT"), "digest": protocol.digest}
    return _("Frozen and signed on %(day)s, SHA-256 %(digest)s.") % words


def arms(known: Known) -> str:
    return "; ".join(arm_line({"label": arm.label, "share": arm.share}) for arm in known.plan.arms)


def outcomes(known: Known) -> str:
    return "; ".join(outcome_line(outcome.__dict__) for outcome in known.plan.outcomes)


def units_planned(known: Known) -> str:
    units = known.plan.sample.get("units")
    return f"{formats.number(units)} {known.plan.unit}" if units else ""


def sequence(known: Known) -> str:
    drawn = known.plan.randomisation
    if not drawn.seed_hash:
        return ""
    return _("From a seed sealed by its SHA-256 %(hash)s before the start, by SHA-256 in counter mode.") % {
        "hash": drawn.seed_hash
    }


def scheme(known: Known) -> str:
    drawn = known.plan.randomisation
    blocks = f" ({', '.join(map(str, drawn.blocks))})" if drawn.blocks else ""
    return f"{SCHEME_TITLES[drawn.scheme]}{blocks}" if known.design.is_randomised else ""


def concealed(known: Known) -> str:
    if not known.plan.randomisation.seed_hash:
        return ""
    return _("Drawn one at a time by LabX; nobody sees the next group, nor how many are in each.")


def flow(known: Known) -> str:
    if not known.told:
        return ""
    return "; ".join(
        _("%(group)s: %(people)s in the data, %(measured)s measured")
        % {
            "group": group["label"],
            "people": formats.number(group["people"]),
            "measured": formats.number(group["measured"]),
        }
        for group in known.told.groups
    )


def lost(known: Known) -> str:
    if not known.told:
        return ""
    missing = sum(group["people"] - group["measured"] for group in known.told.groups)
    words = {"missing": formats.number(missing), "rows": formats.number(known.told.analysis.dataset.problem_count)}
    return _("%(missing)s without a measured outcome; %(rows)s problems in the rows.") % words


def dates(known: Known) -> str:
    if not known.told:
        return ""
    dataset = known.told.analysis.dataset
    return f"{formats.day(dataset.started_on)} – {formats.day(dataset.measured_until)}"


def ended(known: Known) -> str:
    return known.trial.closed_why


def subgroups(known: Known) -> str:
    return "; ".join(subgroup.label for subgroup in known.plan.subgroups)


def looks(known: Known) -> str:
    taken = known.trial.looks.count()
    return f"{LOOK_KINDS[known.plan.looks.kind]}: {taken}/{known.plan.looks.number}"


def changes(known: Known) -> str:
    return known.words.justification if known.words.amends_id else _("The protocol was not changed.")


def guarded(known: Known) -> str:
    return "; ".join(outcome.label for outcome in known.plan.outcomes if outcome.role == "guardrail")


def estimated(known: Known) -> str:
    return known.told.finding if known.told else ""


def compared(known: Known) -> str:
    return known.told.method if known.told else ""


def counted(_known: Known) -> str:
    return _("Everyone in the group they were assigned to, if measured.")


def threats(known: Known) -> str:
    return "; ".join(map(str, known.design.threats))


def shared(known: Known) -> str:
    if not known.told:
        return ""
    is_open = known.told.analysis.dataset.is_open
    return _("The rows are open, in a package that recomputes itself.") if is_open else _("The rows are not open.")

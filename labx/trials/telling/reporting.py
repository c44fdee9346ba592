"""What protocol and report of a trial should say, filled from the record; what the record lacks is listed as missing.

The clauses are those of SPIRIT 2025 (Chan and others, 2025), CONSORT 2025 (Hopewell and others, 2025) and TIDieR
(Hoffmann and others, 2014), in our words.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labx.core.pages import formats
from labx.trials.designs.declare import Design
from labx.trials.designs.registry import SCHEME_TITLES, design_of
from labx.trials.models import Trial
from labx.trials.plan.parts import ESTIMATORS, LOOK_KINDS
from labx.trials.plan.reading import read_plan
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


@dataclass(frozen=True)
class Item:
    clause: str
    title: Any
    text: Callable[[Known], str]


@dataclass(frozen=True)
class Filled:
    """One line of the report; `text` is empty where the record says nothing."""

    clause: str
    title: str
    text: str


@dataclass(frozen=True)
class Guideline:
    """The items of one guideline: those the record answers, and those it does not."""

    title: str
    said: list[Filled]
    missing: list[Filled]


def guidelines(trial: Trial, told: Told | None) -> list[Guideline]:
    items = filled(trial, told)
    own = {name: [item for item in items if item.clause.startswith(name)] for name in GUIDELINES}
    return [
        Guideline(
            title=str(title),
            said=[item for item in own[name] if item.text],
            missing=[item for item in own[name] if not item.text],
        )
        for name, title in GUIDELINES.items()
    ]


def filled(trial: Trial, told: Told | None) -> list[Filled]:
    known = Known(trial, read_plan(trial.protocol.plan), told)
    return [Filled(item.clause, str(item.title), item.text(known)) for item in ITEMS]


def nothing(_known: Known) -> str:
    """The record has no place for this."""
    return ""


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


def version(known: Known) -> str:
    frozen = formats.day(known.words.frozen_at, "DATETIME_FORMAT")
    return _("Version %(number)s of %(day)s") % {"number": known.words.version, "day": frozen}


def planned_looks(known: Known) -> str:
    return f"{LOOK_KINDS[known.plan.looks.kind]} ({known.plan.looks.number})"


def kept(_known: Known) -> str:
    return _(
        "The file is kept as it came, under its SHA-256; the log holds random ids, never names or numbers of people."
    )


def planned_comparison(known: Known) -> str:
    return f"{ESTIMATORS[known.plan.estimator]} {formats.percent(known.plan.confidence, 1)}"


GUIDELINES = {
    "SPIRIT": gettext_lazy("The protocol, by SPIRIT 2025"),
    "CONSORT": gettext_lazy("The report, by CONSORT 2025"),
    "TIDieR": gettext_lazy("The change itself, by TIDieR"),
}
ITEMS = (
    Item("SPIRIT 1a", gettext_lazy("The title says how the groups came about"), lambda known: known.trial.title),
    Item("SPIRIT 2", gettext_lazy("Version and date of the protocol"), version),
    Item("SPIRIT 3", gettext_lazy("Who wrote it, who pays, and what each may decide"), nothing),
    Item("SPIRIT 4–5", gettext_lazy("Registration, and where plan and analysis can be read"), registered),
    Item("SPIRIT 6", gettext_lazy("Whether data and code can be had"), shared),
    Item("SPIRIT 7", gettext_lazy("Who paid, and the interests of those involved"), nothing),
    Item("SPIRIT 8", gettext_lazy("How the people concerned will learn the result"), nothing),
    Item("SPIRIT 9a", gettext_lazy("Background"), lambda known: known.words.hypothesis),
    Item("SPIRIT 9b", gettext_lazy("Why this comparison"), lambda known: str(known.design.when)),
    Item("SPIRIT 10", gettext_lazy("Question"), lambda known: known.words.question),
    Item("SPIRIT 11", gettext_lazy("How the people concerned took part in the design"), nothing),
    Item("SPIRIT 12", gettext_lazy("Design"), lambda known: f"{known.design.title} ({known.design.grade.label})"),
    Item("SPIRIT 13", gettext_lazy("Where it takes place"), nothing),
    Item("SPIRIT 14", gettext_lazy("Who can take part"), lambda known: known.plan.unit),
    Item("SPIRIT 15", gettext_lazy("What each group gets"), arms),
    Item("SPIRIT 16", gettext_lazy("Outcomes"), outcomes),
    Item("SPIRIT 17", gettext_lazy("Harms that are watched"), guarded),
    Item("SPIRIT 19", gettext_lazy("How many are planned, and why"), units_planned),
    Item("SPIRIT 20", gettext_lazy("How enough people will be reached"), nothing),
    Item("SPIRIT 21a", gettext_lazy("How the lottery is made"), sequence),
    Item("SPIRIT 21b", gettext_lazy("Kind of lottery"), scheme),
    Item("SPIRIT 22–23", gettext_lazy("How the next group is concealed, and who draws"), concealed),
    Item("SPIRIT 24", gettext_lazy("Who will not know the group"), nothing),
    Item("SPIRIT 26", gettext_lazy("How data are kept"), kept),
    Item("SPIRIT 27a", gettext_lazy("How the outcome will be compared"), planned_comparison),
    Item("SPIRIT 27b", gettext_lazy("Who will be counted"), counted),
    Item("SPIRIT 27d", gettext_lazy("Groups looked at apart"), subgroups),
    Item("SPIRIT 28", gettext_lazy("Looks before the end"), planned_looks),
    Item("SPIRIT 30", gettext_lazy("Care for the people involved"), lambda known: known.words.ethics),
    Item("SPIRIT 31", gettext_lazy("Changes of the protocol"), changes),
    Item("SPIRIT 32", gettext_lazy("How people are asked, or told"), nothing),
    Item("SPIRIT 34", gettext_lazy("What people get afterwards"), nothing),
    Item("CONSORT 1a", gettext_lazy("The title says how the groups came about"), lambda known: known.trial.title),
    Item("CONSORT 1b", gettext_lazy("Summary"), estimated),
    Item("CONSORT 2–3", gettext_lazy("Registration, and where plan and analysis can be read"), registered),
    Item("CONSORT 4", gettext_lazy("Whether data and code can be had"), shared),
    Item("CONSORT 5a", gettext_lazy("Who paid"), nothing),
    Item("CONSORT 5b", gettext_lazy("Interests of those involved"), nothing),
    Item("CONSORT 6", gettext_lazy("Background"), lambda known: known.words.hypothesis),
    Item("CONSORT 7", gettext_lazy("Question"), lambda known: known.words.question),
    Item("CONSORT 8", gettext_lazy("How the people concerned took part in the design"), nothing),
    Item("CONSORT 9", gettext_lazy("Design"), lambda known: f"{known.design.title} ({known.design.grade.label})"),
    Item("CONSORT 10", gettext_lazy("Changes after the start"), changes),
    Item("CONSORT 11", gettext_lazy("Where it took place"), nothing),
    Item("CONSORT 12", gettext_lazy("Who could take part"), lambda known: known.plan.unit),
    Item("CONSORT 13", gettext_lazy("What each group got"), arms),
    Item("CONSORT 14", gettext_lazy("Outcomes"), outcomes),
    Item("CONSORT 15", gettext_lazy("Harms that were watched"), guarded),
    Item("CONSORT 16a", gettext_lazy("How many were planned, and why"), units_planned),
    Item("CONSORT 16b", gettext_lazy("Looks before the end, and rules for stopping"), looks),
    Item("CONSORT 17a", gettext_lazy("How the lottery was made"), sequence),
    Item("CONSORT 17b", gettext_lazy("Kind of lottery"), scheme),
    Item("CONSORT 18–19", gettext_lazy("How the next group was concealed, and who drew"), concealed),
    Item("CONSORT 20", gettext_lazy("Who did not know the group"), nothing),
    Item("CONSORT 21a", gettext_lazy("How the outcome was compared"), compared),
    Item("CONSORT 21b", gettext_lazy("Who was counted"), counted),
    Item("CONSORT 21d", gettext_lazy("Groups looked at apart"), subgroups),
    Item("CONSORT 22a", gettext_lazy("Flow of units"), flow),
    Item("CONSORT 22b", gettext_lazy("Losses"), lost),
    Item("CONSORT 23a", gettext_lazy("Dates"), dates),
    Item("CONSORT 23b", gettext_lazy("Why it ended"), ended),
    Item("CONSORT 24", gettext_lazy("Whether each group got what it was meant to get"), nothing),
    Item("CONSORT 26", gettext_lazy("Effect, with its interval"), estimated),
    Item("CONSORT 30", gettext_lazy("Limits"), threats),
    Item("TIDieR 2", gettext_lazy("Why the change should work"), lambda known: known.words.hypothesis),
    Item("TIDieR 3–4", gettext_lazy("Materials and steps of the change"), nothing),
    Item("TIDieR 5–8", gettext_lazy("Who gives it, how, where, when and how much"), nothing),
    Item("TIDieR 9–12", gettext_lazy("Tailoring, changes, and how well it was delivered"), nothing),
)

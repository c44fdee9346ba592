"""What protocol and report of a trial should say, filled from the record; what the record lacks is listed as missing.

The clauses are those of SPIRIT 2025 (Chan and others, 2025), CONSORT 2025 (Hopewell and others, 2025) and TIDieR
(Hoffmann and others, 2014), in our words.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from labx.trials.models import Trial
from labx.trials.plan.reading import read_plan
from labx.trials.telling import reported
from labx.trials.telling.reported import Item, Known, nothing
from labx.trials.telling.result import Told
from labx.trials.telling.spirit import SPIRIT


@dataclass(frozen=True)
class Filled:
    """One line of the report; `text` is empty where the record says nothing, `lacking` where it says all."""

    clause: str
    title: str
    text: str
    lacking: str


@dataclass(frozen=True)
class Guideline:
    """The items of one guideline: those the record answers, and those it does not, or not wholly."""

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
            missing=[item for item in own[name] if item.lacking or not item.text],
        )
        for name, title in GUIDELINES.items()
    ]


def filled(trial: Trial, told: Told | None) -> list[Filled]:
    known = Known(trial, read_plan(trial.protocol.plan), told)
    return [Filled(item.clause, str(item.title), item.text(known), item.lacks(known)) for item in ITEMS]


GUIDELINES = {
    "SPIRIT": gettext_lazy("The protocol, by SPIRIT 2025"),
    "CONSORT": gettext_lazy("The report, by CONSORT 2025"),
    "TIDieR": gettext_lazy("The change itself, by TIDieR"),
}
ITEMS = (
    *SPIRIT,
    Item("CONSORT 1a", gettext_lazy("The title says how the groups came about"), lambda known: known.trial.title),
    Item("CONSORT 1b", gettext_lazy("Summary"), reported.estimated),
    Item("CONSORT 2–3", gettext_lazy("Registration, and where plan and analysis can be read"), reported.registered),
    Item("CONSORT 4", gettext_lazy("Whether data and code can be had"), reported.shared),
    Item("CONSORT 5a", gettext_lazy("Who paid"), nothing),
    Item("CONSORT 5b", gettext_lazy("Interests of those involved"), nothing),
    Item("CONSORT 6", gettext_lazy("Background"), lambda known: known.words.hypothesis),
    Item("CONSORT 7", gettext_lazy("Question"), lambda known: known.words.question),
    Item("CONSORT 8", gettext_lazy("How the people concerned took part in the design"), nothing),
    Item("CONSORT 9", gettext_lazy("Design"), lambda known: f"{known.design.title} ({known.design.grade.label})"),
    Item("CONSORT 10", gettext_lazy("Changes after the start"), reported.changes),
    Item("CONSORT 11", gettext_lazy("Where it took place"), nothing),
    Item("CONSORT 12", gettext_lazy("Who could take part"), lambda known: known.plan.unit),
    Item("CONSORT 13", gettext_lazy("What each group got"), reported.arms),
    Item("CONSORT 14", gettext_lazy("Outcomes"), reported.outcomes),
    Item("CONSORT 15", gettext_lazy("Harms that were watched"), reported.guarded),
    Item("CONSORT 16a", gettext_lazy("How many were planned, and why"), reported.units_planned),
    Item("CONSORT 16b", gettext_lazy("Looks before the end, and rules for stopping"), reported.looks),
    Item("CONSORT 17a", gettext_lazy("How the lottery was made"), reported.sequence),
    Item("CONSORT 17b", gettext_lazy("Kind of lottery"), reported.scheme),
    Item("CONSORT 18–19", gettext_lazy("How the next group was concealed, and who drew"), reported.concealed),
    Item("CONSORT 20", gettext_lazy("Who did not know the group"), nothing),
    Item("CONSORT 21a", gettext_lazy("How the outcome was compared"), reported.compared),
    Item("CONSORT 21b", gettext_lazy("Who was counted"), reported.counted),
    Item("CONSORT 21d", gettext_lazy("Groups looked at apart"), reported.subgroups),
    Item("CONSORT 22a", gettext_lazy("Flow of units"), reported.flow),
    Item("CONSORT 22b", gettext_lazy("Losses"), reported.lost),
    Item("CONSORT 23a", gettext_lazy("Dates"), reported.dates),
    Item("CONSORT 23b", gettext_lazy("Why it ended"), reported.ended),
    Item("CONSORT 24", gettext_lazy("Whether each group got what it was meant to get"), nothing),
    Item("CONSORT 26", gettext_lazy("Effect, with its interval"), reported.estimated),
    Item("CONSORT 30", gettext_lazy("Limits"), reported.threats),
    Item("TIDieR 2", gettext_lazy("Why the change should work"), lambda known: known.words.hypothesis),
    Item("TIDieR 3–4", gettext_lazy("Materials and steps of the change"), nothing),
    Item("TIDieR 5–8", gettext_lazy("Who gives it, how, where, when and how much"), nothing),
    Item("TIDieR 9–12", gettext_lazy("Tailoring, changes, and how well it was delivered"), nothing),
)

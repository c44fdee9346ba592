"""What a protocol should say before the start: the clauses of SPIRIT 2025, answered from the frozen plan."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labx.core.pages import formats
from labx.trials.plan.care import QUESTIONS
from labx.trials.plan.notice import day_of
from labx.trials.plan.parts import ESTIMATORS, HARM, LOOK_KINDS, SPENDING
from labx.trials.telling import reported
from labx.trials.telling.reported import Item, Known, nothing


def cared(*codes: str) -> Callable[[Known], str]:
    """What the plan answers to these questions about the people in the trial."""
    return lambda known: " ".join(known.plan.care[code] for code in codes if code in known.plan.care)


def unanswered(*codes: str) -> Callable[[Known], str]:
    """Which of these questions nobody answered."""
    return lambda known: " ".join(str(QUESTIONS[code][0]) for code in codes if code not in known.plan.care)


def version(known: Known) -> str:
    frozen = formats.day(known.words.frozen_at, "DATETIME_FORMAT")
    return _("Version %(number)s of %(day)s") % {"number": known.words.version, "day": frozen}


def public(known: Known) -> str:
    notice = _("The public notice stands on the project's page.") if known.plan.notice else ""
    return f"{notice} {cared('told')(known)}".strip()


def taking_part(known: Known) -> str:
    return f"{known.plan.unit}. {cared('cannot')(known)}".strip()


def harms(known: Known) -> str:
    rule = str(HARM[known.plan.harm]) if known.plan.harm else ""
    return "; ".join(part for part in (reported.guarded(known), cared("worse_off")(known), rule) if part)


def harms_lacking(known: Known) -> str:
    unwatched = "" if reported.guarded(known) else _("Nothing is watched that must not get worse.")
    return f"{unwatched} {unanswered('worse_off')(known)}".strip()


def timeline(known: Known) -> str:
    last, first_look = day_of(known.plan.notice.get("until", "")), day_of(known.plan.looks.from_day)
    told = [_("Until %(day)s.") % {"day": formats.day(last)}] if last else []
    if first_look:
        told.append(_("The result may be seen from %(day)s on.") % {"day": formats.day(first_look)})
    return " ".join(told)


def size(known: Known) -> str:
    units, power = reported.units_planned(known), known.plan.sample.get("power")
    if not units or not power:
        return units
    return _("%(units)s, for a power of %(power)s") % {"units": units, "power": formats.percent(power)}


def size_lacking(known: Known) -> str:
    return "" if known.plan.sample.get("power") else _("What was assumed when the number was reckoned.")


def kept(known: Known) -> str:
    record = _(
        "The file is kept as it came, under its SHA-256; the log holds random ids, never names or numbers of people."
    )
    return f"{record} {cared('data')(known)}".strip()


def planned_comparison(known: Known) -> str:
    return f"{ESTIMATORS[known.plan.estimator]} {formats.percent(known.plan.confidence, 1)}"


def unmeasured(known: Known) -> str:
    left_out = _("Whoever has no outcome is left out of its comparison, and counted.")
    if known.plan.design != "individual":
        return left_out
    return f"{left_out} {_('Of means and shares, bounds say how far those missing could change the result.')}"


def stopping(known: Known) -> str:
    looks = known.plan.looks
    told = [f"{LOOK_KINDS[looks.kind]} ({looks.number})"]
    told += [str(SPENDING[looks.spending])] if looks.kind == "group_sequential" else []
    told += [str(HARM[known.plan.harm])] if known.plan.harm else []
    return "; ".join(told)


def recorded(_known: Known) -> str:
    return _("Every draw, import, look and change is an entry of a sealed audit trail.")


def afterwards_lacking(known: Known) -> str:
    return f"{unanswered('afterwards')(known)} {_('What someone gets who comes to harm through the trial.')}".strip()


def ethics_lacking(known: Known) -> str:
    unsaid = "" if known.words.ethics else _("Whether an ethics committee was asked.")
    return f"{unsaid} {unanswered('vulnerable')(known)}".strip()


def ethics(known: Known) -> str:
    return f"{known.words.ethics} {cared('vulnerable')(known)}".strip()


SPIRIT = (
    Item("SPIRIT 1a", gettext_lazy("The title says how the groups came about"), lambda known: known.trial.title),
    Item("SPIRIT 2", gettext_lazy("Version and date of the protocol"), version),
    Item("SPIRIT 3", gettext_lazy("Who wrote it, who pays, and what each may decide"), nothing),
    Item("SPIRIT 4–5", gettext_lazy("Registration, and where plan and analysis can be read"), reported.registered),
    Item("SPIRIT 6", gettext_lazy("Whether data and code can be had"), reported.shared),
    Item("SPIRIT 7", gettext_lazy("Who paid, and the interests of those involved"), nothing),
    Item("SPIRIT 8", gettext_lazy("How the people concerned will learn the result"), public, unanswered("told")),
    Item("SPIRIT 9a", gettext_lazy("Background"), lambda known: known.words.hypothesis),
    Item("SPIRIT 9b", gettext_lazy("Why this comparison"), lambda known: str(known.design.when)),
    Item("SPIRIT 10", gettext_lazy("Question"), lambda known: known.words.question),
    Item("SPIRIT 11", gettext_lazy("How the people concerned took part in the design"), nothing),
    Item("SPIRIT 12", gettext_lazy("Design"), lambda known: f"{known.design.title} ({known.design.grade.label})"),
    Item("SPIRIT 13", gettext_lazy("Where it takes place"), nothing),
    Item("SPIRIT 14", gettext_lazy("Who can take part, and who cannot"), taking_part, unanswered("cannot")),
    Item("SPIRIT 15a", gettext_lazy("What each group gets"), reported.arms),
    Item("SPIRIT 15b", gettext_lazy("How someone stops getting it"), cared("leaving")),
    Item("SPIRIT 15c–d", gettext_lazy("Whether it is followed, and what else people get"), nothing),
    Item("SPIRIT 16", gettext_lazy("Outcomes"), reported.outcomes),
    Item("SPIRIT 17", gettext_lazy("Harms that are watched"), harms, harms_lacking),
    Item("SPIRIT 18", gettext_lazy("When what happens"), timeline),
    Item("SPIRIT 19", gettext_lazy("How many are planned, and why"), size, size_lacking),
    Item("SPIRIT 20", gettext_lazy("How enough people will be reached"), nothing),
    Item("SPIRIT 21a", gettext_lazy("How the lottery is made"), reported.sequence),
    Item("SPIRIT 21b", gettext_lazy("Kind of lottery"), reported.scheme),
    Item("SPIRIT 22–23", gettext_lazy("How the next group is concealed, and who draws"), reported.concealed),
    Item("SPIRIT 24", gettext_lazy("Who will not know the group"), nothing),
    Item("SPIRIT 25", gettext_lazy("How outcomes are gathered, also of whoever leaves"), nothing),
    Item("SPIRIT 26", gettext_lazy("How data are kept, and until when"), kept, unanswered("data")),
    Item("SPIRIT 27a", gettext_lazy("How the outcome will be compared"), planned_comparison),
    Item("SPIRIT 27b", gettext_lazy("Who will be counted"), reported.counted),
    Item("SPIRIT 27c", gettext_lazy("What is done about outcomes that are missing"), unmeasured),
    Item("SPIRIT 27d", gettext_lazy("Groups looked at apart"), reported.subgroups),
    Item("SPIRIT 28a", gettext_lazy("Who watches over the trial, and may stop it"), cared("stopping")),
    Item("SPIRIT 28b", gettext_lazy("Looks before the end, and rules for stopping"), stopping),
    Item("SPIRIT 29", gettext_lazy("How the conduct of the trial is checked"), recorded),
    Item("SPIRIT 30", gettext_lazy("Care for the people involved"), ethics, ethics_lacking),
    Item("SPIRIT 31", gettext_lazy("Changes of the protocol"), reported.changes),
    Item(
        "SPIRIT 32",
        gettext_lazy("How people are asked, or told"),
        cared("basis", "told"),
        unanswered("basis", "told"),
    ),
    Item("SPIRIT 33", gettext_lazy("How what is known of people is protected"), kept),
    Item("SPIRIT 34", gettext_lazy("What people get afterwards"), cared("afterwards"), afterwards_lacking),
)

"""How many are needed, as a number, a sentence and a curve."""

import math
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from labx.core.charts.figure import Chart
from labx.core.charts.style import INK, SOFT, arm_colour, sheet
from labx.core.pages import formats
from labx.stats.errors import CannotEstimate
from labx.trials.analysis.answers import answer
from labx.trials.designs.declare import Sample
from labx.trials.designs.registry import design_of
from labx.trials.kinds.registry import kind_of
from labx.trials.plan.faults import Reading
from labx.trials.plan.reading import read_second
from labx.trials.plan.shape import Plan
from labx.trials.sizing import aims
from labx.trials.sizing.arms import notes
from labx.trials.sizing.quantiles import simulation_of
from labx.trials.sizing.simulating import Simulation, taken_by_looks, units_needed
from labx.trials.telling.verdicts import cannot_say

HEIGHT = 260
PLANNED_LATER = ("sample", "looks", "rule", "randomisation")


@dataclass(frozen=True)
class Sized:
    """What the page on sample size shows: sentences and a curve, or why there are none."""

    sentences: list[str]
    chart: Chart | None = None


def sized(draft: dict[str, Any], simulated: dict[str, Any] | None = None) -> Sized | None:
    """Nothing before the questions above were answered once. `simulated`: what a job found for this very plan."""
    asked = draft.get("sample")
    reading = Reading(draft)
    plan = read_second(reading)
    if not asked:
        return None
    if any(not where.startswith(PLANNED_LATER) for where, _what in reading.problems):
        return Sized([_("Finish the steps before this one first: the groups, the outcomes and the comparison.")])
    design = design_of(plan)
    simulation = simulation_of(design, plan.primary.kind)
    if simulation:
        return of_simulation(plan, asked, simulated, simulation)
    if design.sample is None:
        return Sized([_("For this design nothing can be reckoned here yet.")])
    try:
        return told(plan, design.sample(plan, asked), asked)
    except (CannotEstimate, ValueError) as error:
        return Sized([refused(error)])


def refused(error: ValueError) -> str:
    if isinstance(error, CannotEstimate):
        problem = error

        def again() -> None:
            raise problem

        return cannot_say(answer(again))
    return str(error)


def told(plan: Plan, found: Sample, asked: dict[str, Any]) -> Sized:
    units = formats.number(found.units)
    words = {"units": units, "power": formats.percent(asked["power"]), "what": plan.unit}
    sentences = [_("It takes %(units)s %(what)s altogether to find the difference with a chance of %(power)s.") % words]
    if plan.arms:
        parts = "; ".join(
            f"{arm.label}: {formats.number(count)}" for arm, count in zip(plan.arms, found.by_arm, strict=True)
        )
        sentences.append(_("In each group: %(parts)s.") % {"parts": parts})
    planned = int(asked.get("units") or found.units)
    if planned != found.units:
        words = {"planned": formats.number(planned), "what": plan.unit, "power": formats.percent(found.power)}
        sentences.append(_("With the %(planned)s %(what)s planned, the chance is %(power)s.") % words)
    if found.detectable is not None:
        smallest = kind_of(plan.primary).written(plan.primary, found.detectable)
        sentences.append(_("The smallest difference that would be found so: %(smallest)s.") % {"smallest": smallest})
    if asked.get("per_day"):
        sentences.append(lasting(math.ceil(planned / asked["per_day"])))
    return Sized([*sentences, *found.notes], curve(plan, found, asked))


def of_simulation(plan: Plan, asked: dict[str, Any], found: dict[str, Any] | None, simulation: Simulation) -> Sized:
    """What a simulation found, with how many trials that rests on."""
    lacking = lacking_of(plan, asked, simulation)
    if lacking:
        return Sized([lacking])
    if not found:
        return Sized([_("The simulation has not ended yet. This page may be left: the result will stand here.")])
    here = next(point for point in found["points"] if point["units"] == found["units"])
    low, high = (formats.percent(end, 0) for end in here["interval"])
    words = {"planned": formats.number(found["units"]), "what": plan.unit, "power": formats.percent(here["power"], 0)}
    sentences = [_("With the %(planned)s %(what)s planned, the chance is %(power)s.") % words]
    needed = units_needed(found["points"], asked["power"])
    if needed:
        words = {"units": formats.number(needed), "what": plan.unit, "power": formats.percent(asked["power"])}
        sentences.append(_("A chance of %(power)s takes about %(units)s %(what)s.") % words)
    many, few = (formats.number(count) for count in found["replications"])
    sentences.append(
        _(
            "Simulated, not reckoned by a formula: %(many)s trials of the number planned and %(few)s of each other "
            "one, from the number %(seed)s. That leaves the chance between %(low)s and %(high)s."
        )
        % {"many": many, "few": few, "seed": found["seed"], "low": low, "high": high}
    )
    if simulation.told:
        sentences += simulation.told(plan, asked)
    if here["unanswered"]:
        words = {"count": formats.number(here["unanswered"]), "many": many}
        sentences.append(_("%(count)s of the %(many)s gave no answer, and count as not finding it.") % words)
    sentences += [*aims.notes(plan), *notes(plan, taken_by_looks(plan, asked))]
    shown = Sample(
        units=found["units"],
        by_arm=(),
        power=here["power"],
        curve=tuple((point["units"], point["power"]) for point in found["points"]),
    )
    return Sized(sentences, curve(plan, shown, asked))


def lacking_of(plan: Plan, asked: dict[str, Any], simulation: Simulation) -> str:
    """What must be said before anything can be simulated; nothing where all is."""
    if not asked.get("units"):
        return _("No formula is right here, so it is simulated. Say how many you plan altogether.")
    if plan.primary.worthwhile is None and not plan.primary.aim:
        return _("Write the smallest difference worth having beside the outcome.")
    try:
        if simulation.check:
            simulation.check(plan, asked)
    except CannotEstimate as error:
        return refused(error)
    return ""


def lasting(days: int) -> str:
    return ngettext("At that pace it takes %(days)s day.", "At that pace it takes %(days)s days.", days) % {
        "days": formats.number(days)
    }


def curve(plan: Plan, found: Sample, asked: dict[str, Any]) -> Chart:
    """The chance of finding the difference, by the number of units."""
    values = [{"units": units, "power": power, "arm": "tried"} for units, power in found.curve]

    def spec(width: int) -> dict[str, Any]:
        x = {"field": "units", "type": "quantitative", "title": plan.unit, "axis": {"grid": False, "tickCount": 4}}
        y = {
            "field": "power",
            "type": "quantitative",
            "title": None,
            "scale": {"domain": [0, 1]},
            "axis": {"format": "%", "grid": True, "tickCount": 5},
        }
        wanted = {"data": {"values": [{"power": asked["power"]}]}, "mark": {"type": "rule", "color": SOFT}}
        return sheet(
            width,
            height=HEIGHT,
            layer=[
                {**wanted, "encoding": {"y": y}},
                {
                    "data": {"values": values},
                    "mark": {"type": "line", "strokeWidth": 2.5, "point": {"filled": True, "size": 60, "color": INK}},
                    "encoding": {"x": x, "y": y, "color": arm_colour()},
                },
            ],
        )

    title = _("Chance of finding the difference, by the number of %(what)s") % {"what": plan.unit}
    return Chart(
        title=title,
        description=_("It rises from %(low)s at %(few)s to %(high)s at %(many)s.")
        % {
            "low": formats.percent(found.curve[0][1]),
            "few": formats.number(found.curve[0][0]),
            "high": formats.percent(found.curve[-1][1]),
            "many": formats.number(found.curve[-1][0]),
        },
        table_caption=title,
        heads=[plan.unit.capitalize(), _("Chance")],
        rows=[[formats.number(units), formats.percent(power)] for units, power in found.curve],
        spec=spec,
    )

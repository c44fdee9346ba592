"""Times until something happens: the curve of each group, and whether the curves differ."""

from itertools import pairwise
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from labx.core.charts.figure import Chart
from labx.core.charts.style import SOFT, TEXT, arm_colour, sheet
from labx.core.pages import formats
from labx.trials.analysis import comparing
from labx.trials.analysis.answers import answer
from labx.trials.analysis.table import Table
from labx.trials.designs.declare import Section
from labx.trials.engine.outcomes.log_rank import log_rank
from labx.trials.engine.outcomes.survival import survival_curve
from labx.trials.kinds import time
from labx.trials.kinds.registry import kind_of
from labx.trials.plan.shape import Plan
from labx.trials.telling.verdicts import cannot_say, p_text

TIMES, HEIGHT = 6, 300


def waiting(plan: Plan, table: Table) -> dict[str, Any] | None:
    """For a primary outcome that is a time: the curves at a few times, and the log-rank test of each tried arm."""
    outcome = plan.primary
    if outcome.kind != "time":
        return None
    known = kind_of(outcome).of(outcome, table)
    times = np.linspace(0, outcome.horizon or 0.0, TIMES + 1)

    def curve(place: int) -> dict[str, Any]:
        arm = time.times(outcome, known.arm(place))
        found = survival_curve(arm)
        return {
            "waiting": [found.share_at(float(moment)) for moment in times],
            "followed": [int((arm.times >= moment).sum()) for moment in times],
        }

    def test(place: int) -> Any:
        tried, comparison = comparing.pair(kind_of(outcome), outcome, table, place)
        return log_rank(time.times(outcome, tried), time.times(outcome, comparison))

    arms = range(len(plan.arms))
    return {
        "times": times.tolist(),
        "curves": [{"arm": plan.arms[place].code, "answer": answer(lambda: curve(place))} for place in arms],  # noqa: B023
        "tests": [{"arm": plan.arms[place].code, "answer": answer(lambda: test(place))} for place in arms[1:]],  # noqa: B023
    }


def section_of(told: Any) -> Section | None:
    part = told.result["parts"].get("waiting")
    if not part:
        return None
    shown = [one for one in part["curves"] if "cannot" not in one["answer"]]
    sentences = [test_sentence(told, one) for one in part["tests"]]
    sentences += [cannot_say(one["answer"]) for one in part["curves"] if "cannot" in one["answer"]]
    labels = [told.plan.arm(one["arm"]).label for one in shown]
    rows = [
        [amount(told, moment), *(cell(one["answer"], place) for one in shown)]
        for place, moment in enumerate(part["times"])
    ]
    heads = [_("By"), *labels]
    title = _("To how many it has not happened yet")
    return Section(
        title=title, sentences=sentences, chart=chart(told, part, shown, heads, rows), heads=heads, rows=rows
    )


def cell(curve: dict[str, Any], place: int) -> str:
    words = {
        "share": formats.percent(curve["waiting"][place], 0),
        "followed": formats.number(curve["followed"][place]),
    }
    return _("%(share)s (%(followed)s followed)") % words


def amount(told: Any, moment: float) -> str:
    return str(told.primary.kind.written(told.plan.primary, moment))


def test_sentence(told: Any, one: dict[str, Any]) -> str:
    if "cannot" in one["answer"]:
        return cannot_say(one["answer"])
    words = {"arm": told.plan.arm(one["arm"]).label, "p": p_text(one["answer"]["p_value"])}
    return _("“%(arm)s” against the comparison, log-rank test of the whole curves: p = %(p)s.") % words


def chart(
    told: Any, part: dict[str, Any], shown: list[dict[str, Any]], heads: list[str], rows: list[list[str]]
) -> Chart | None:
    """The comparison and the first tried group, as steps; more lines would cover each other."""
    drawn = [one for one in shown if one["arm"] in (told.plan.arms[0].code, told.plan.arms[1].code)]
    if len(drawn) < 2:
        return None
    values = [
        {"time": moment, "share": share, "arm": "comparison" if one["arm"] == told.plan.arms[0].code else "tried"}
        for one in drawn
        for moment, share in zip(part["times"], one["answer"]["waiting"], strict=True)
    ]
    heading = {"text": told.plan.primary.unit, "fontSize": TEXT, "fontWeight": 400, "color": SOFT, "offset": 12}

    def spec(width: int) -> dict[str, Any]:
        x = {"field": "time", "type": "quantitative", "title": None, "axis": {"grid": False, "tickCount": 4}}
        y = {
            "field": "share", "type": "quantitative", "title": None, "scale": {"domain": [0, 1]},
            "axis": {"grid": True, "format": "%", "tickCount": 5},
        }  # fmt: skip
        mark = {"type": "line", "strokeWidth": 2.5, "point": {"filled": True, "size": 40}}
        layer = {"data": {"values": values}, "mark": mark, "encoding": {"x": x, "y": y, "color": arm_colour()}}
        return sheet(width, height=HEIGHT, title=heading, layer=[layer])

    return Chart(
        title=_("To how many it has not happened yet"),
        description=" ".join(steepest(told, part, one) for one in drawn),
        table_caption=_("To how many it has not happened yet"),
        heads=heads,
        rows=rows,
        spec=spec,
    )


def steepest(told: Any, part: dict[str, Any], one: dict[str, Any]) -> str:
    """Where a curve begins, ends and falls most, in words."""
    shares = one["answer"]["waiting"]
    falls = [before - after for before, after in pairwise(shares)]
    place = int(np.argmax(falls))
    return _("“%(arm)s”: %(last)s at the end; it falls most between %(from)s and %(to)s.") % {
        "arm": told.plan.arm(one["arm"]).label,
        "last": formats.percent(shares[-1], 0),
        "from": amount(told, part["times"][place]),
        "to": amount(told, part["times"][place + 1]),
    }

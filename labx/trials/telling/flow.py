"""Where the units of a trial went, from the draw to the measurement."""

from collections import Counter

from django.utils.translation import gettext as _

from labx.core.charts.flow import Lane, flow_diagram
from labx.core.pages import formats
from labx.trials.designs.declare import Section
from labx.trials.telling.result import Told


def flow(told: Told) -> Section | None:
    """Drawn here, brought with the data, measured: a picture, and its table where the arms are too many to draw."""
    arms = told.plan.arms
    if not arms:
        return None
    drawn = Counter(told.analysis.trial.allocations.values_list("arm", flat=True))
    steps = {
        _("In the data"): [group["people"] for group in told.groups],
        _("Not measured"): [group["people"] - group["measured"] for group in told.groups],
        _("Measured"): [group["measured"] for group in told.groups],
    }
    if drawn:
        steps = {_("Drawn by LabX"): [drawn[arm.code] for arm in arms], **steps}
    lanes = [
        Lane(
            label=arm.label,
            arm="tried" if place else "comparison",
            counts=[formats.number(counts[place]) for counts in steps.values()],
        )
        for place, arm in enumerate(arms)
    ]
    sentence = _("Of %(brought)s %(units)s in the data, %(measured)s were measured.") % {
        "brought": formats.number(sum(group["people"] for group in told.groups)),
        "measured": formats.number(sum(group["measured"] for group in told.groups)),
        "units": told.plan.unit,
    }
    first = next(iter(steps))
    chart = flow_diagram(
        lanes,
        steps=list(steps),
        start=first,
        everyone=formats.number(sum(steps[first])),
        title=sentence,
        description=sentence,
    )
    table = [] if chart else [[name, *(lane.counts[row] for lane in lanes)] for row, name in enumerate(steps)]
    heads = [] if chart else [_("Step"), *(lane.label for lane in lanes)]
    said = [] if chart else [sentence]  # the picture's title says it
    return Section(title=_("Who was lost on the way"), sentences=said, chart=chart, heads=heads, rows=table)

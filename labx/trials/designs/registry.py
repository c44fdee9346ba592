"""Every design, the surest first, and every way of drawing by lot."""

from django.utils.translation import gettext_lazy as _

from labx.trials.designs.before_after import BEFORE_AFTER
from labx.trials.designs.changes import CHANGES
from labx.trials.designs.clusters import CLUSTERS
from labx.trials.designs.columns import DataColumn
from labx.trials.designs.declare import Design
from labx.trials.designs.factorial import FACTORIAL
from labx.trials.designs.groups import GROUPS
from labx.trials.designs.individual import INDIVIDUAL
from labx.trials.designs.interrupted import SERIES
from labx.trials.designs.invitation import ENCOURAGEMENT
from labx.trials.designs.mixing import MIXING
from labx.trials.designs.pairs import PAIRS
from labx.trials.designs.strata import STRATA
from labx.trials.designs.switching import SWITCHBACK
from labx.trials.designs.threshold import THRESHOLD
from labx.trials.designs.together import TOGETHER
from labx.trials.designs.wedge import WEDGE
from labx.trials.kinds.registry import kind_of
from labx.trials.plan.shape import Plan

DESIGNS: dict[str, Design] = {
    design.code: design
    for design in (
        INDIVIDUAL,
        STRATA,
        PAIRS,
        CLUSTERS,
        FACTORIAL,
        WEDGE,
        SWITCHBACK,
        ENCOURAGEMENT,
        TOGETHER,
        THRESHOLD,
        CHANGES,
        MIXING,
        SERIES,
        GROUPS,
        BEFORE_AFTER,
    )
}


def design_of(plan: Plan) -> Design:
    return DESIGNS[plan.design]


def columns_of(plan: Plan) -> tuple[DataColumn, ...]:
    """Every column of a trial's data but the arm: the design's own, subgroups, covariates, outcomes."""
    return (
        *design_of(plan).columns(plan),
        *(DataColumn(one.code, "code", one.label, is_required=False, values=one.values) for one in plan.subgroups),
        *(DataColumn(one.code, "number", one.label, is_required=False) for one in plan.covariates),
        *(column for outcome in plan.outcomes for column in kind_of(outcome).columns(outcome)),
    )


SCHEMES = (
    "none",
    "outside",
    "simple",
    "complete",
    "blocks",
    "strata",
    "clusters",
    "pairs",
    "wedge",
    "minimisation",
    "hash",
)
SCHEME_TITLES = {
    "none": _("There is no lottery"),
    "outside": _("Drawn elsewhere: LabX gets the result"),
    "simple": _("A coin for each one"),
    "complete": _("Fixed sizes: the list is shuffled once"),
    "blocks": _("In small shuffled blocks, so that the groups grow alike"),
    "strata": _("In blocks within each stratum, such as each office"),
    "clusters": _("Whole clusters are drawn, such as job centres"),
    "pairs": _("One of each pair of alike units"),
    "wedge": _("The order in which the places begin"),
    "minimisation": _("Whoever comes goes mostly where they balance the groups"),
    "hash": _("From the identifier, by a fixed rule: for services on the Internet"),
}

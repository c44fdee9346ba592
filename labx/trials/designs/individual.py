"""One by one: chance decides for each unit which arm it is in. Two arms or more."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from labx.core.pages.numbers import DesignGrade
from labx.trials.analysis import belief, comparing, redrawing
from labx.trials.analysis.missing import missing
from labx.trials.analysis.table import Table
from labx.trials.analysis.waiting import waiting
from labx.trials.designs.declare import Design, Look
from labx.trials.plan.shape import Plan
from labx.trials.sizing.arms import one_by_one


def analyse(plan: Plan, table: Table, _look: Look) -> Mapping[str, Any]:
    return {
        "effects": comparing.effects(plan, table),
        "methods": comparing.methods(plan, table),
        "subgroups": comparing.subgroups(plan, table),
        "beliefs": belief.beliefs(plan, table),
        "missing": missing(plan, table),
        "waiting": waiting(plan, table),
    }


INDIVIDUAL = Design(
    code="individual",
    title=_("A lottery one by one"),
    when=_("Chance decides for each person or case: the surest way, wherever it is possible and fair."),
    grade=DesignGrade.RANDOMISED,
    analyse=analyse,
    form=belief.BeliefForm,
    read=belief.read,
    kinds=("share", "mean", "ratio", "rate", "quantile", "rank", "odds", "time"),
    estimators=("difference", "adjusted", "post_stratified"),
    sample=one_by_one,
    redrawn=redrawing.one_by_one,
    schemes=("outside", "simple", "complete", "blocks", "strata", "minimisation", "hash"),
    assumptions=(
        _("Nobody knew or chose the group before it was drawn."),
        _("What happens to one does not depend on the group of another."),
        _("Everyone is counted in the group drawn, whatever they then did (intention to treat)."),
        _("The outcome was measured in the same way in every group."),
    ),
    threats=(_("Loss of people that depends on the group"), _("Leaking: people of one group get what the other gets")),
)

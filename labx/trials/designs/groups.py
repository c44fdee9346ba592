"""Groups that were there already, or chose: a comparison without a lottery."""

from django.utils.translation import gettext_lazy as _

from labx.core.pages.numbers import DesignGrade
from labx.trials.designs.declare import Design
from labx.trials.designs.individual import analyse
from labx.trials.sizing.arms import one_by_one

GROUPS = Design(
    code="groups",
    title=_("Groups that were there already"),
    when=_("Only when a lottery is impossible: the groups may differ in everything, and nobody can tell in what."),
    grade=DesignGrade.COMPARISON,
    analyse=analyse,
    kinds=("share", "mean", "ratio", "rate", "quantile", "rank", "odds", "time"),
    estimators=("difference", "adjusted", "post_stratified"),
    sample=one_by_one,
    schemes=("none",),
    better="individual",
    assumptions=(_("The groups would have had the same outcome without the change: nothing in the data can show it."),),
    threats=(_("Selection: who is in which group"), _("Something else that happened to one group only")),
)

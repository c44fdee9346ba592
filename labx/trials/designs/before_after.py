"""Before and after, without comparison: the weakest, allowed and labelled so."""

from django.utils.translation import gettext_lazy as _

from labx.core.pages.numbers import DesignGrade
from labx.trials.designs.declare import Design
from labx.trials.designs.individual import analyse
from labx.trials.sizing.arms import one_by_one

BEFORE_AFTER = Design(
    code="before_after",
    title=_("Before and after, without comparison"),
    when=_("Only to describe: whatever else changed in that time is in the difference as well."),
    grade=DesignGrade.BEFORE_AFTER,
    analyse=analyse,
    kinds=("share", "mean", "ratio", "rate", "quantile", "rank", "odds", "time"),
    estimators=("difference", "adjusted", "post_stratified"),
    sample=one_by_one,
    schemes=("none",),
    better="individual",
    assumptions=(_("Nothing else changed between the two times: no season, no trend, no other measure."),),
    threats=(
        _("History: something else happened"),
        _("Maturation: it would have changed anyway"),
        _("Instrumentation: it was measured in another way"),
        _("Regression: what was unusual becomes usual again"),
        _("Selection: other people came"),
    ),
)

"""What may be concluded, in words: one sentence for each reading of an interval."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labx.core.pages import formats
from labx.trials.engine.reading import Reading

VERDICTS = {
    Reading.BETTER_AND_WORTHWHILE: gettext_lazy("The change helped, and by enough to be worth it."),
    Reading.BETTER_PERHAPS_WORTHWHILE: gettext_lazy(
        "The change helped; the data do not settle whether by enough to be worth it."
    ),
    Reading.BETTER_BUT_TOO_LITTLE: gettext_lazy("The change helped, but by too little to be worth it."),
    Reading.BETTER: gettext_lazy("The change helped."),
    Reading.PERHAPS_WORTHWHILE: gettext_lazy(
        "The data are not enough to say whether the change helped; a worthwhile gain is still possible."
    ),
    Reading.NO_DIFFERENCE_THAT_MATTERS: gettext_lazy("The change made no difference that matters, either way."),
    Reading.UNCLEAR: gettext_lazy("The data are not enough to say whether the change helped or harmed."),
    Reading.PERHAPS_HARMFUL: gettext_lazy("The change did not bring a worthwhile gain, and it may have done harm."),
    Reading.WORSE: gettext_lazy("The change made things worse."),
    Reading.WORSE_BUT_LITTLE: gettext_lazy("The change made things a little worse."),
    Reading.WORSE_PERHAPS_HARMFUL: gettext_lazy("The change made things worse; the data do not settle by how much."),
    Reading.WORSE_AND_HARMFUL: gettext_lazy("The change did real harm."),
}
# Which situation of the plan's rule each reading is: see `labx.trials.plan.parts.SITUATIONS`.
SITUATION_OF = {
    Reading.BETTER_AND_WORTHWHILE: "helped",
    Reading.BETTER_PERHAPS_WORTHWHILE: "helped_somewhat",
    Reading.BETTER_BUT_TOO_LITTLE: "too_little",
    Reading.BETTER: "helped",
    Reading.PERHAPS_WORTHWHILE: "unclear",
    Reading.NO_DIFFERENCE_THAT_MATTERS: "too_little",
    Reading.UNCLEAR: "unclear",
    Reading.PERHAPS_HARMFUL: "unclear",
    Reading.WORSE: "harmed",
    Reading.WORSE_BUT_LITTLE: "harmed",
    Reading.WORSE_PERHAPS_HARMFUL: "harmed",
    Reading.WORSE_AND_HARMFUL: "harmed",
}


def cannot_say(part: dict[str, Any]) -> str:
    """Why there is no answer, in the reader's language."""
    said = part["cannot"]
    return " ".join(str(_(said[name])).format(**said["values"]) for name in ("what", "why", "todo"))


def p_text(value: float) -> str:
    return _("below 0.001") if value < 0.001 else formats.number(value, 3)

"""What the result page says of drawing the lottery again."""

from typing import Any

from django.utils.translation import gettext as _

from labx.core.pages import formats
from labx.trials.designs.declare import Section
from labx.trials.plan.shape import Plan
from labx.trials.telling.verdicts import cannot_say, p_text


def section_of(told: Any) -> Section | None:
    """The primary effect of each tried arm, judged by the lottery alone."""
    parts = told.result["parts"].get("redrawn")
    if not parts:
        return None
    words = {"draws": formats.number(told.plan.redrawing["draws"]), "seed": told.plan.redrawing["seed"]}
    return Section(
        title=_("By the lottery alone"),
        sentences=[
            _("The lottery was drawn again %(draws)s times, from the number %(seed)s. %(how)s")
            % {**words, "how": how_drawn(told.plan)},
            rests_on(parts),
            *unadjusted(told.plan),
            *(sentence(told, part) for part in parts),
        ],
        heads=[_("Group"), _("Difference"), _("From"), _("To"), _("p"), _("Error of p by chance")],
        rows=[row(told, part) for part in parts],
    )


def rests_on(parts: list[dict[str, Any]]) -> str:
    if any(part["answer"].get("interval") for part in parts):
        return _("This rests on no formula; the interval takes the change to do the same for everyone.")
    return _("This rests on no formula. For ratings, quantiles and times no interval follows from it.")


def how_drawn(plan: Plan) -> str:
    """How far the draws are those of the lottery that was held."""
    scheme = plan.randomisation.scheme
    if scheme == "outside":
        return _("LabX did not hold this lottery: it was drawn again as the design says that it was.")
    if plan.design == "individual" and scheme in ("blocks", "strata"):
        return _(
            "It was held in blocks or strata, which the data do not tell, and drawn again among all together: this "
            "errs on the side of less certainty."
        )
    return _("It was drawn again as the design draws.")


def unadjusted(plan: Plan) -> list[str]:
    if plan.estimator == "difference":
        return []
    return [_("What is judged here is the difference without adjustment, not the estimate that the plan decides by.")]


def sentence(told: Any, part: dict[str, Any]) -> str:
    label, found = told.plan.arm(part["arm"]).label, part["answer"]
    if "cannot" in found:
        return f"{label}: {cannot_say(found)}"
    words = {"arm": label, "many": formats.number(found["p_value"] * 1000, 1)}
    return _("“%(arm)s”: in %(many)s of 1 000 draws the groups lie at least as far apart by chance alone.") % words


def row(told: Any, part: dict[str, Any]) -> list[str]:
    label, found, amount = told.plan.arm(part["arm"]).label, part["answer"], told.primary.amount
    if "cannot" in found:
        return [label, *[formats.NOTHING] * 5]
    ends = found["interval"]
    span = [amount(ends[end], signed=True) for end in ("lower", "upper")] if ends else [formats.NOTHING] * 2
    return [
        label,
        amount(found["estimate"], signed=True),
        *span,
        p_text(found["p_value"]),
        formats.number(found["error"], 4),
    ]

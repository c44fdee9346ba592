"""Two changes at once: each one gets neither, the first, the second, or both."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from labx.core.pages.numbers import DesignGrade
from labx.stats.errors import CannotEstimate
from labx.trials.analysis import comparing
from labx.trials.analysis.answers import answer, moments
from labx.trials.analysis.missing import missing
from labx.trials.analysis.table import Table
from labx.trials.analysis.waiting import waiting
from labx.trials.designs.declare import Design, Look, Section
from labx.trials.engine.factorial import FactorialEffects, factorial_effects
from labx.trials.kinds import share
from labx.trials.kinds.mean import values_of
from labx.trials.kinds.registry import kind_of
from labx.trials.plan.shape import Plan
from labx.trials.sizing.arms import one_by_one
from labx.trials.telling.effects import ESTIMATE_HEADS, effect_row, line
from labx.trials.telling.verdicts import p_text

CELLS = 4


def analyse(plan: Plan, table: Table, _look: Look) -> Mapping[str, Any]:
    return {
        "effects": comparing.effects(plan, table),
        "factorial": answer(lambda: both_changes(plan, table)),
        "subgroups": comparing.subgroups(plan, table),
        "missing": missing(plan, table),
        **({"waiting": waiting(plan, table)} if plan.primary.kind == "time" else {}),
    }


def both_changes(plan: Plan, table: Table) -> FactorialEffects:
    """Main effects and interaction; the plan's groups are, in order: neither, the first, the second, both."""
    if len(plan.arms) != CELLS:
        raise CannotEstimate(
            "The two changes cannot be told apart.",
            "The plan has {count} groups, and two changes make four: neither, the first, the second, both.",
            "Amend the plan with these four groups, in this order.",
            count=len(plan.arms),
        )
    outcome = plan.primary
    if not kind_of(outcome).is_by_unit:
        raise CannotEstimate(
            "The two changes cannot be told apart.",
            "Their effects on average are known for means and shares only.",
            "Read each group by itself, above.",
        )
    known = kind_of(outcome).of(outcome, table)
    if kind_of(outcome).is_share:
        share.require_yes_or_no(outcome, known)
    neither, first, second, both = (moments(values_of(outcome, known.arm(place))) for place in range(CELLS))
    return factorial_effects(
        neither=neither, first_only=first, second_only=second, both=both, confidence=plan.confidence
    )


def sections(told: Any) -> list[Section]:
    part = told.result["parts"]["factorial"]
    if "cannot" in part:
        row = effect_row(gettext("The two changes"), part)
        return [Section(title=gettext("The two changes"), heads=ESTIMATE_HEADS, rows=[line(row)])]
    labels = {
        "first": gettext("“%(change)s”, on average with and without the other"),
        "second": gettext("“%(change)s”, on average with and without the other"),
        "interaction": gettext("How much more the first does where the second is there"),
    }
    changes = {"first": told.plan.arms[1].label, "second": told.plan.arms[2].label, "interaction": ""}
    scale = told.primary.kind.scale
    rows = [line(effect_row(label % {"change": changes[name]}, part[name], scale)) for name, label in labels.items()]
    p_value = {"p": p_text(part["interaction"]["p_value"])}
    sentence = (
        gettext("The two changes work on each other (p = %(p)s): read each group by itself, not the averages.")
        if part["interaction"]["p_value"] < 0.05
        else gettext(
            "The data do not show that the changes work on each other (p = %(p)s), but are weak at showing it."
        )
    )
    title = gettext("The two changes")
    return [Section(title=title, sentences=[sentence % p_value], heads=ESTIMATE_HEADS, rows=rows)]


FACTORIAL = Design(
    code="factorial",
    title=_("Two changes by lot at once"),
    when=_(
        "Chance gives each one neither change, one of them or both. Groups in this order: neither, first, second, both."
    ),
    grade=DesignGrade.RANDOMISED,
    analyse=analyse,
    sections=sections,
    kinds=("share", "mean", "ratio", "rate", "quantile", "rank", "odds", "time"),
    estimators=("difference", "adjusted", "post_stratified"),
    sample=one_by_one,
    schemes=("outside", "simple", "complete", "blocks", "strata", "minimisation", "hash"),
    assumptions=(
        _("Nobody knew or chose the group before it was drawn."),
        _("What happens to one does not depend on the group of another."),
        _("Everyone is counted in the group drawn, whatever they then did (intention to treat)."),
        _("The outcome was measured in the same way in every group."),
    ),
    threats=(
        _("Loss of people that depends on the group"),
        _("The two changes help or hinder each other, and the trial is too small to see it"),
    ),
)

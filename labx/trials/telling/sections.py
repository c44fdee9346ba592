"""What the result page and its PDF show below the sentence: for readers, then for analysts, then the method."""

from typing import Any

from django.utils.translation import gettext as _

from labx.core.pages import formats
from labx.trials.analysis import belief, missing, waiting
from labx.trials.designs.declare import Section
from labx.trials.plan.parts import CORRECTIONS, ESTIMATORS, LOOK_KINDS, SITUATIONS
from labx.trials.plan.shape import Plan, Subgroup
from labx.trials.telling import aims, beside, equity, redrawn_told
from labx.trials.telling.early_told import looking_early, watched_sentence, watched_sizes
from labx.trials.telling.effects import ESTIMATE_HEADS, ToldEffect, effect_row, in_unit, line
from labx.trials.telling.flow import flow
from labx.trials.telling.result import Told, is_worse
from labx.trials.telling.verdicts import cannot_say, p_text


def sections_of(told: Told) -> list[Section]:
    """To readers sentences, with their numbers folded; then every table for analysts; then the method."""
    found = [
        guardrails(told),
        *subgroups(told),
        equity.harm_section(told.plan, told.result),
        aims.section_of(told),
        whom(told),
        *told.design.sections(told),
        secondary(told),
        *beside.sections_of(told),
        looking_early(told),
        watched_sizes(told),
        belief.section_of(told),
        waiting.section_of(told),
        missing.section_of(told),
        redrawn_told.section_of(told),
        corrections(told),
        method(told),
    ]
    return [section for section in found if section]


def whole_of(told: Told) -> list[Section]:
    """What every reader gets whole, after the answer: where the units went, and what was done of what was promised."""
    return [section for section in (flow(told), plan_and_done(told)) if section]


def guardrails(told: Told) -> Section | None:
    if not told.guardrails:
        return None
    return Section(
        title=_("What must not get worse"),
        sentences=[guardrail_sentence(effect) for effect in told.guardrails],
        heads=ESTIMATE_HEADS,
        rows=[line(effect.row) for effect in told.guardrails],
        level="reader",
    )


def guardrail_sentence(effect: ToldEffect) -> str:
    words = {"what": effect.label}
    if not effect.has_answer:
        return f"{effect.label}: {cannot_say(effect.answer)}"
    if effect.outcome.aim:
        return f"{effect.label}: {aims.aim_verdict(effect)}"
    if is_worse(effect):
        return _("“%(what)s” got worse.") % words
    margin = effect.entry.get("margin")
    if margin and "cannot" not in margin:
        words["margin"] = effect.amount(margin["margin"])
        if margin["is_shown"]:
            return _("“%(what)s”: a loss of %(margin)s or more is ruled out.") % words
        return _("“%(what)s”: a loss of %(margin)s or more cannot be ruled out.") % words
    return _("“%(what)s”: the data show no loss.") % words


def secondary(told: Told) -> Section | None:
    if not told.secondary:
        return None
    return Section(
        title=_("What helps to understand"),
        sentences=[_("Not corrected for how many they are: they raise questions, and decide nothing.")],
        heads=ESTIMATE_HEADS,
        rows=[line(effect.row) for effect in told.secondary],
    )


def subgroups(told: Told) -> list[Section]:
    known = {subgroup.code: subgroup for subgroup in told.plan.subgroups}
    return [subgroup_section(told, known[one["subgroup"]], one) for one in told.result["parts"].get("subgroups", [])]


def subgroup_section(told: Told, subgroup: Subgroup, part: dict[str, Any]) -> Section:
    """The effect in each group, with whom it served worst; few people are not shown."""
    labels, scale = dict(subgroup.values), told.primary.kind.scale
    arm = f": {told.plan.arm(part['arm']).label}" if len(told.plan.tried) > 1 else ""
    sentences = []
    if part["worst"]:
        sentences.append(_("Those whom the change served least: %(group)s.") % {"group": labels[part["worst"]]})
    sentences += equity.worst_off(told.plan, subgroup, part)
    sentences.append(interaction_sentence(part["interaction"]))
    rows = [
        [labels[value["value"]], _("too few people to show"), *[""] * 4]
        if value["is_small"]
        else line(effect_row(in_unit(labels[value["value"]], told.primary.unit_in_tables), value["answer"], scale))
        for value in part["values"]
    ]
    if "cannot" not in part["interaction"]:
        compared = p_text(part["interaction"]["p_value"])
        rows.append([_("Whether they differ"), *[formats.NOTHING] * 4, compared])
    title = _("For whom: %(subgroup)s") % {"subgroup": subgroup.label}
    return Section(title=f"{title}{arm}", sentences=sentences, heads=ESTIMATE_HEADS, rows=rows, level="reader")


def interaction_sentence(test: dict[str, Any]) -> str:
    if "cannot" in test:
        return cannot_say(test)
    if test["p_value"] < 0.05:
        return _("The change did not do the same in all of them.")
    return _("The data do not show that the change did more in one of them than in another.")


def checked(plan: Plan, found: dict[str, Any]) -> Section:
    """What may be seen before any look."""
    labels = {arm.code: arm.label for arm in plan.arms}
    known = {covariate.code: covariate.label for covariate in plan.covariates}
    rows = [[labels[one["arm"]], formats.number(one["units"])] for one in found["arms"]]
    for part in found["balance"]:
        for row in part["covariates"]:
            said = cannot_say(row) if "cannot" in row else apart(row["standardised_difference"])
            rows.append([f"{known[row['code']]}: {labels[part['arm']]}", said])
    check = found["share_check"]
    return Section(
        title=_("Before the result is seen"),
        sentences=[*early_sizes(found), *([share_sentence(check)] if check else [])],
        heads=[_("What"), _("In the data")],
        rows=rows,
    )


def early_sizes(found: dict[str, Any]) -> list[str]:
    return [watched_sentence(found["watched"])] if "watched" in found else []


def apart(difference: float) -> str:
    return _("%(size)s standard deviations apart") % {"size": formats.number(difference, 2, signed=True)}


def whom(told: Told) -> Section | None:
    """Of what each effect is an average, where that is not of all people alike."""
    ways = [(outcome.label, told.way(outcome)) for outcome in told.plan.outcomes]
    sentences = [f"{label}: {way.speaks}" for label, way in ways if way and way.speaks]
    if not sentences:
        return None
    return Section(title=_("Of whom this speaks"), sentences=sentences, level="reader")


def plan_and_done(told: Told) -> Section:
    """What was promised, and what was done."""
    trial, plan = told.analysis.trial, told.plan
    planned = plan.sample.get("units")
    looks = LOOK_KINDS[plan.looks.kind]
    taken = told.result["look"]["number"]
    rows = [
        [_("Units"), formats.number(planned) if planned else formats.NOTHING, formats.number(told.result["units"])],
        [_("Looks"), f"{looks} ({plan.looks.number})", formats.number(taken)],
        [_("Plan frozen"), "", formats.day(trial.protocol.frozen_at, "DATETIME_FORMAT")],
        [_("Data brought"), "", formats.day(told.analysis.dataset.imported_at, "DATETIME_FORMAT")],
        [_("Result computed"), "", formats.day(told.analysis.computed_at, "DATETIME_FORMAT")],
        [_("Rows left out"), "0", formats.number(told.analysis.dataset.problem_count)],
    ]
    check = told.result["share_check"]
    sentences = [share_sentence(check)] if check else []
    if told.result["look"]["number"] > plan.looks.number:
        sentences.append(_("More looks were taken than planned: the intervals are too narrow for that."))
    return Section(
        title=_("Planned and done"), sentences=sentences, heads=[_("What"), _("Planned"), _("Done")], rows=rows
    )


def share_sentence(check: dict[str, Any]) -> str:
    if "cannot" in check:
        return cannot_say(check)
    words = {"p": p_text(check["p_value"])}
    if check["p_value"] < 0.001:
        return (
            _(
                "The groups do not have the sizes that the lottery gives (p = %(p)s): "
                "do not use this result before the cause is known."
            )
            % words
        )
    return (
        _(
            "The data do not show that the sizes of the groups differ from what the lottery gives (p = %(p)s); "
            "few data would hardly show it."
        )
        % words
    )


def corrections(told: Told) -> Section | None:
    family = [one for one in told.having("primary") if "corrected_p" in one.entry]
    if not family:
        return None
    if not all("corrected" in one.entry for one in family):
        return Section(
            title=_("Several comparisons at once"),
            sentences=[str(CORRECTIONS[told.plan.correction])],
            heads=[_("What"), _("p by itself"), _("p corrected")],
            rows=[[one.label, p_text(one.answer["p_value"]), p_text(one.entry["corrected_p"])] for one in family],
        )
    return Section(
        title=_("Several comparisons at once"),
        sentences=[
            str(CORRECTIONS[told.plan.correction]),
            _("These intervals hold all together, with what the groups have in common through their one comparison."),
        ],
        heads=[_("What"), _("From"), _("To"), _("p by itself"), _("p corrected")],
        rows=[
            [
                one.label,
                *(one.amount(one.entry["corrected"]["interval"][end], signed=True) for end in ("lower", "upper")),
                p_text(one.answer["p_value"]),
                p_text(one.entry["corrected_p"]),
            ]
            for one in family
        ],
    )


def method(told: Told) -> Section:
    """How every number was made, so that it can be made again."""
    plan, result = told.plan, told.result
    rows = [
        [_("Primary outcome"), told.method],
        *([[_("Formula"), told.formula]] if told.formula else []),
        [_("How the difference is estimated"), str(ESTIMATORS[plan.estimator])],
        [_("Several comparisons at once"), str(CORRECTIONS[plan.correction])],
        [_("Confidence of the intervals"), formats.percent(plan.confidence, 1)],
        [_("Version of the analysis"), str(result["version"])],
        [_("SHA-256 of the rows"), result["data_digest"]],
        [_("SHA-256 of the protocol"), told.analysis.trial.protocol.digest],
        [_("SHA-256 of the analysis"), told.analysis.digest],
        [_("SHA-256 of the seed"), plan.randomisation.seed_hash or formats.NOTHING],
        [_("By the plan's rule, this result is"), str(SITUATIONS[told.situation])],
    ]
    return Section(title=_("Method"), heads=[_("What"), _("How")], rows=rows, level="method")

"""A plan in words, step by step, also while parts of it are missing."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from labx.core.pages import formats
from labx.core.pages.entries import SummaryLine
from labx.portfolio.models.decisions import Outcome as Decided
from labx.trials.designs.own_fields import DayField
from labx.trials.designs.registry import DESIGNS, SCHEME_TITLES
from labx.trials.kinds.registry import KINDS
from labx.trials.plan import care, notice, parts
from labx.trials.plan.faults import BadPlan
from labx.trials.plan.reading import raw_of_draft, read_plan
from labx.trials.plan.shape import Outcome
from labx.trials.steps.draft import Draft, draft_of, problems_of
from labx.trials.steps.registry import STEPS, step_of


@dataclass(frozen=True)
class StepSummary:
    """One step: what it says so far, and what is missing; `holds` where nobody can freeze the plan before."""

    slug: str
    title: str
    lines: list[SummaryLine]
    problems: list[str]
    holds: bool = False
    is_seen: bool = True

    @property
    def is_waiting(self) -> bool:
        """Whether whoever writes the plan should go here next."""
        return self.holds or not self.is_seen


def summaries(raw: Draft) -> list[StepSummary]:
    draft, known, missing = shown(raw), draft_of(raw), problems_of(raw)
    found = []
    for step in STEPS:
        required = list(dict.fromkeys(what for where, what in missing if step_of(where) is step))
        found.append(
            StepSummary(
                step.slug,
                str(step.title),
                [SummaryLine(term, text) for term, text in LINES[step.slug](draft) if text],
                required + step.missing(draft),
                holds=bool(required),
                is_seen=all(part in known for part in step.writes),
            )
        )
    return found


def shown(raw: Draft) -> Draft:
    """The draft with every ordinary value in its place; one that cannot be read whole shows only what makes sense."""
    draft = draft_of(raw)
    try:
        return raw_of_draft(read_plan(draft))
    except BadPlan:
        return known_of(draft)


def known_of(draft: Draft) -> Draft:
    design = draft["design"] if draft["design"] in DESIGNS else "individual"
    outcomes = [{"role": "primary", "kind": "mean", **one} for one in dictionaries(draft.get("outcomes"))]
    known = [one for one in outcomes if one["role"] in parts.ROLES and one["kind"] in KINDS and "label" in one]
    return {**draft, "design": design, "outcomes": known}


def dictionaries(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def lines_of(raw: Draft) -> list[SummaryLine]:
    """The whole plan, one line after another."""
    return [line for step in summaries(raw) for line in step.lines]


def of_units(draft: Draft) -> list[tuple[str, str]]:
    known = "; ".join(one["label"] for one in draft.get("covariates") or [])
    apart = "; ".join(
        f"{one['label']} ({', '.join(label for _code, label in one['values'])})" for one in draft.get("subgroups") or []
    )
    return [
        (_("Who or what is counted"), draft.get("unit", "")),
        (_("Known before the start"), known),
        (_("Looked at apart"), apart),
    ]


def of_arms(draft: Draft) -> list[tuple[str, str]]:
    arms = draft.get("arms") or []
    return [
        (_("The group it is compared with") if place == 0 else _("The group that gets the change"), arm_line(arm))
        for place, arm in enumerate(arms)
    ]


def arm_line(arm: dict[str, Any]) -> str:
    share = arm.get("share")
    return f"{arm['label']} ({formats.percent(share, 2 if share * 100 % 1 else 0)})" if share else str(arm["label"])


def of_outcomes(draft: Draft) -> list[tuple[str, str]]:
    return [(str(parts.ROLES[one.get("role") or "primary"]), outcome_line(one)) for one in draft.get("outcomes") or []]


def outcome_line(raw: dict[str, Any]) -> str:
    """What is measured, which is better, and how much would matter."""
    known = {name: value for name, value in raw.items() if name in Outcome.__dataclass_fields__}
    aim = raw.get("aim") or ""
    outcome, kind = (
        Outcome(**{**known, "cap": tuple(known.get("cap") or (None, None))}),
        KINDS[raw.get("kind") or "mean"],
    )
    said = [f"{outcome.label} ({outcome.unit})" if outcome.unit else outcome.label]
    said.append(_("more is better") if outcome.better == "higher" else _("less is better"))
    if outcome.worthwhile is not None:
        said.append(_("worth having from %(amount)s") % {"amount": kind.written(outcome, outcome.worthwhile)})
    if outcome.margin is not None:
        said.append(_("a loss of %(amount)s could be borne") % {"amount": kind.written(outcome, outcome.margin)})
    if aim in parts.AIMS and aim:
        said.append(_("to be shown: %(aim)s") % {"aim": parts.AIMS[aim]})
    if outcome.per is not None:
        said.append(_("told for each %(many)s") % {"many": formats.number(outcome.per)})
    if any(end is not None for end in outcome.cap):
        low, high = map(end_text, outcome.cap)
        said.append(_("counted from %(low)s to %(high)s") % {"low": low, "high": high})
    return "; ".join(said)


def end_text(end: float | None) -> str:
    return formats.NOTHING if end is None else formats.number(end)


def of_comparison(draft: Draft) -> list[tuple[str, str]]:
    design, drawn = DESIGNS[draft["design"]], draft.get("randomisation") or {}
    blocks = ", ".join(str(size) for size in drawn.get("blocks") or [])
    scheme = str(SCHEME_TITLES[drawn.get("scheme") or (design.schemes or ("none",))[0]])
    confidence = formats.percent(draft.get("confidence", 0.95))
    return [
        (_("How the groups come about"), f"{design.title} ({design.grade.label})"),
        (_("Who draws, and how"), f"{scheme} ({blocks})" if blocks else scheme),
        (_("SHA-256 of the seed"), drawn.get("seed_hash", "")),
        (_("How the difference is estimated"), str(parts.ESTIMATORS[draft.get("estimator", "difference")])),
        (_("Several comparisons at once"), str(parts.CORRECTIONS[draft.get("correction", "none")])),
        (_("Confidence of the intervals"), confidence),
        (_("Judged also by drawing the lottery again"), redraws(draft.get("redrawing") or {})),
        *option_lines(draft),
    ]


def redraws(known: dict[str, int]) -> str:
    if not known:
        return ""
    words = {"draws": formats.number(known["draws"]), "seed": known["seed"]}
    return _("%(draws)s times, from the number %(seed)s") % words


def option_lines(draft: Draft) -> list[tuple[str, str]]:
    fields = DESIGNS[draft["design"]].form.base_fields
    options = draft.get("options") or {}
    return [(str(field.label), option_text(field, options[name])) for name, field in fields.items() if name in options]


def option_text(field: Any, value: Any) -> str:
    """An answer as the form shows it: the words of a choice, a day as people write it, yes or no."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(field, DayField) and (day := notice.day_of(str(value))):
        return formats.day(day)
    if isinstance(value, int | float):
        return formats.number(value)
    return str(dict(getattr(field, "choices", ())).get(value, value))


def of_sample(draft: Draft) -> list[tuple[str, str]]:
    known = draft.get("sample") or {}
    units = known.get("units")
    power = known.get("power")
    return [
        (_("How many you plan altogether"), formats.number(units) if units else ""),
        (_("Chance of finding the difference"), formats.percent(power) if power else ""),
    ]


def of_deciding(draft: Draft) -> list[tuple[str, str]]:
    looks, rule = draft.get("looks") or {}, draft.get("rule") or {}
    seen = str(parts.LOOK_KINDS[looks.get("kind", "fixed")])
    if looks.get("kind") == "group_sequential":
        seen = f"{seen}: {looks.get('number')} ({parts.SPENDING[looks.get('spending', 'obrien_fleming')]})"
    day = formats.day(date.fromisoformat(looks["from_day"])) if looks.get("from_day") else ""
    decided = [
        (_("If the result is: %(situation)s") % {"situation": text}, decision_text(rule[code]))
        for code, text in parts.situations_of(draft).items()
        if code in rule
    ]
    harm = str(parts.HARM[draft["harm"]]) if draft.get("harm") else ""
    return [
        (_("When the result is seen"), seen),
        (_("Not before"), day),
        *decided,
        (_("If a group of people is harmed"), harm),
    ]


def decision_text(decision: str) -> str:
    return str(Decided(decision).label)


def of_care(draft: Draft) -> list[tuple[str, str]]:
    return care.answered(draft.get("care") or {})


def of_notice(draft: Draft) -> list[tuple[str, str]]:
    """Whom to ask and until when; the text itself has a page of its own."""
    known = draft.get("notice") or {}
    day = notice.day_of(known.get("until") or "")
    return [(_("Until when"), formats.day(day) if day else ""), (_("Whom to ask"), known.get("contact", ""))]


LINES = {
    "unidade": of_units,
    "grupos": of_arms,
    "resultados": of_outcomes,
    "comparacao": of_comparison,
    "amostra": of_sample,
    "decisao": of_deciding,
    "cuidados": of_care,
    "aviso": of_notice,
}

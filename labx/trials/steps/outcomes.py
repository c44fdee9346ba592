"""One outcome: what is measured, how it is compared, and what it is for."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labx.trials.kinds.registry import KINDS
from labx.trials.plan import parts
from labx.trials.plan.faults import Reading
from labx.trials.steps.draft import Draft, coded_once
from labx.trials.steps.form import HUNDRED, StepForm, percent_of

SCALED = ("worthwhile", "margin")
REFUSED = (*SCALED, "unit", "horizon", "per", "aim")


class OutcomeForm(StepForm):
    """Shown for a new outcome (`place` None) or one that the draft has already."""

    slug = "resultados"
    title = gettext_lazy("What is measured")
    lead = gettext_lazy("One outcome decides. Name also what must not get worse, above all for whom.")
    writes = ("outcomes",)

    label = forms.CharField(
        label=gettext_lazy("What is measured"),
        max_length=200,
        help_text=gettext_lazy(
            "For a number: waiting time. For yes or no, what those did who count: finished the application."
        ),
    )
    role = forms.ChoiceField(label=gettext_lazy("What it is for"), choices=list(parts.ROLES.items()))
    kind = forms.ChoiceField(
        label=gettext_lazy("How it is compared"),
        widget=forms.RadioSelect,
        choices=[(kind.code, kind.title) for kind in KINDS.values()],
        initial="share",
    )
    unit = forms.CharField(
        label=gettext_lazy("In which unit"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Days, euros (EUR), dollars (USD), points. Not for yes or no."),
    )
    better = forms.ChoiceField(label=gettext_lazy("Which is better"), choices=list(parts.BETTER.items()))
    worthwhile = forms.FloatField(
        label=gettext_lazy("Smallest difference worth having"),
        required=False,
        localize=True,
        min_value=0,
        help_text=gettext_lazy(
            "In the same unit; for yes or no, so many in 100. Below it, the change would not be worth its cost."
        ),
    )
    margin = forms.FloatField(
        label=gettext_lazy("Largest loss that could be borne"),
        required=False,
        localize=True,
        min_value=0,
        help_text=gettext_lazy("For what must not get worse: the result says whether a larger loss is ruled out."),
    )
    aim = forms.ChoiceField(
        label=gettext_lazy("What is to be shown"),
        choices=list(parts.AIMS.items()),
        required=False,
        help_text=gettext_lazy("Where something cheaper or gentler need not be better: fix the margin now, not later."),
    )
    cap_low = forms.FloatField(
        label=gettext_lazy("Smallest value that is counted"),
        required=False,
        localize=True,
        help_text=gettext_lazy("Whatever is smaller counts as this. Seldom needed."),
    )
    cap_high = forms.FloatField(
        label=gettext_lazy("Largest value that is counted"),
        required=False,
        localize=True,
        help_text=gettext_lazy(
            "Whatever is larger counts as this, so that a few enormous values do not decide. Fixed now, never after "
            "seeing data."
        ),
    )

    quantile = forms.FloatField(
        label=gettext_lazy("For a quantile: which one, in per cent"),
        required=False,
        localize=True,
        min_value=1,
        max_value=99,
        help_text=gettext_lazy("50 is the median, the one in the middle; 90 the edge of the slowest tenth."),
    )
    horizon = forms.FloatField(
        label=gettext_lazy("For a time: up to when it is counted"),
        required=False,
        localize=True,
        min_value=0,
        help_text=gettext_lazy(
            "In the same unit, such as 90 days. Fixed now, and not longer than people are followed."
        ),
    )

    per = forms.FloatField(
        label=gettext_lazy("For events: for how much they are told"),
        required=False,
        localize=True,
        min_value=0,
        help_text=gettext_lazy("1 000 where the unit says: for 1 000 days. Leave empty for each one."),
    )

    def prepare(self) -> None:
        self.fields["kind"].choices = [(kind.code, f"{kind.title}. {kind.when}") for kind in KINDS.values()]

    def __init__(self, *args: Any, draft: Draft, place: int | None = None, **kwargs: Any) -> None:
        self.place = place
        super().__init__(*args, draft=draft, **kwargs)

    @staticmethod
    def shown_at(draft: Draft, place: int) -> dict[str, Any]:
        known = draft["outcomes"][place]
        kind = KINDS[known["kind"]]
        low, high = known.get("cap") or (None, None)
        scaled = {key: kind.shown(known[key]) for key in SCALED if known.get(key) is not None}
        quantile = percent_of(known.get("quantile"))
        return {**known, **scaled, "cap_low": low, "cap_high": high, "quantile": quantile}

    @property
    def others(self) -> list[dict[str, Any]]:
        found = list(self.draft.get("outcomes") or [])
        if self.place is not None:
            del found[self.place]
        return found

    def outcome(self) -> dict[str, Any]:
        chosen = self.cleaned_data
        kind = KINDS[chosen["kind"]]
        taken = {one["label"]: one["code"] for one in self.draft.get("outcomes") or []}
        known = self.draft["outcomes"][self.place] if self.place is not None else {}
        code = taken.get(chosen["label"]) or coded_once([chosen["label"]], {})[0]
        scaled = {key: kind.stored(chosen[key]) if chosen[key] is not None else None for key in SCALED}
        plain = {key: chosen[key] for key in ("label", "role", "kind", "unit", "better", "horizon", "per", "aim")}
        quantile = chosen["quantile"] / HUNDRED if chosen["quantile"] is not None else None
        cap = [chosen["cap_low"], chosen["cap_high"]]
        return {**known, **plain, **scaled, "code": code, "cap": cap, "quantile": quantile}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for key in SCALED:
            if KINDS.get(cleaned.get("kind", ""), KINDS["mean"]).is_ratio and (cleaned.get(key) or 2) <= 1:
                self.add_error(key, _("Write a ratio above 1, such as 1,5: half as much again."))
        if not self.errors:
            chosen = self.outcome()
            reading = Reading(chosen)
            parts.outcome(reading, tuple(KINDS))
            self.refuse(reading, {name: name for name in REFUSED} | {"cap": "cap_high"})
            codes = {one["code"] for one in self.others} | {one["code"] for one in self.draft.get("covariates") or []}
            if chosen["code"] in codes:
                self.add_error("label", _("This name stands twice in the plan: give each thing its own name."))
        return cleaned

    def written(self) -> Draft:
        found = self.others
        found.insert(len(found) if self.place is None else self.place, self.outcome())
        return {"outcomes": found}

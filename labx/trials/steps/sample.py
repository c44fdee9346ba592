"""How many units, and for how long: what the design asks to be told, and what is planned."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from labx.trials.designs.registry import DESIGNS
from labx.trials.kinds.registry import KINDS
from labx.trials.steps.draft import Draft
from labx.trials.steps.form import HUNDRED, StepForm

SPREADS = {
    "mean": gettext_lazy(
        "How far apart people are, in the outcome's unit, from earlier data and not from hope. Roughly a quarter of "
        "the distance between the smallest and the largest that are usual."
    ),
    "time": gettext_lazy("Of the times, each counted up to the horizon at most, from earlier data."),
    "ratio": gettext_lazy(
        "Of what each person has above the line less the overall ratio times what is below it, divided by the mean of "
        "what is below. From earlier data."
    ),
}


OWN = {
    "quantile": {
        "median": lambda: forms.FloatField(
            label=gettext_lazy("The value in the middle today (median)"),
            localize=True,
            help_text=gettext_lazy("From earlier data, in the outcome's unit."),
        ),
        "tenth": lambda: forms.FloatField(
            label=gettext_lazy("The value that one in ten exceeds today"),
            localize=True,
            help_text=gettext_lazy(
                "Both say how the others lie: as amounts do that are never below 0 (log-normal), or evenly on both "
                "sides where the middle is 0 or below."
            ),
        ),
    },
    "rate": {
        "baseline": lambda: forms.FloatField(
            label=gettext_lazy("How many events there are today, in the outcome's unit"), localize=True, min_value=1e-12
        ),
        "exposure": lambda: forms.FloatField(
            label=gettext_lazy("What each one is watched for, on average: days, visits"),
            localize=True,
            min_value=1e-9,
            help_text=gettext_lazy("As the column of the file counts it: days, where the rate is for 1 000 days."),
        ),
        "crowding": lambda: forms.FloatField(
            label=gettext_lazy("How many times as much the events of people vary as by chance"),
            localize=True,
            required=False,
            min_value=1,
            max_value=1000,
            help_text=gettext_lazy(
                "From earlier data: the variance of each one's number of events divided by its mean. 1, or nothing, "
                "where each event comes by itself; often 2 to 5 where some people bring many."
            ),
        ),
    },
    "odds": {
        "levels": lambda: forms.IntegerField(
            label=gettext_lazy("How many answers there are to choose from"), min_value=2, max_value=20
        ),
        "commonest": lambda: forms.FloatField(
            label=gettext_lazy("How many in 100 give the commonest answer"),
            localize=True,
            min_value=1,
            max_value=99,
            help_text=gettext_lazy("From earlier data. The other answers are taken to be as common as each other."),
        ),
    },
}


class SampleStep(StepForm):
    slug = "amostra"
    title = gettext_lazy("How many")
    lead = gettext_lazy("With too few, a real gain looks like nothing. Say what you expect, and see what it takes.")
    writes = ("sample",)

    power = forms.FloatField(
        label=gettext_lazy("Chance of finding the difference if it is there, in per cent"),
        localize=True,
        initial=80,
        min_value=50,
        max_value=99,
        help_text=gettext_lazy("Usually 80 or 90. More chance takes more of them."),
    )
    dropout = forms.FloatField(
        label=gettext_lazy("How many will be lost before they are measured, in per cent"),
        localize=True,
        initial=0,
        min_value=0,
        max_value=90,
        help_text=gettext_lazy("Who moves away, gives up or does not answer. From earlier data."),
    )
    per_day = forms.FloatField(
        label=gettext_lazy("How many come each day"),
        localize=True,
        required=False,
        min_value=0.001,
        help_text=gettext_lazy("The service's own figure. The page then says how long the trial lasts."),
    )
    units = forms.IntegerField(
        label=gettext_lazy("How many you plan altogether"),
        required=False,
        min_value=2,
        help_text=gettext_lazy(
            "Write what the page reckons, or another number that you can reach. Left empty, the plan promises none."
        ),
    )

    def prepare(self) -> None:
        own = DESIGNS[self.draft["design"]].asks().fields
        self.fields = {**asked_of(self.draft), **own, **self.fields}

    @classmethod
    def shown(cls, draft: Draft) -> dict[str, Any]:
        known = dict(draft.get("sample") or {})
        scales = scales_of(draft)
        shown = {name: value * scales[name] if name in scales else value for name, value in known.items()}
        return {name: int(value) if value == int(value) else value for name, value in shown.items()}

    def asked(self) -> dict[str, Any]:
        """What the design's reckoning is told: shares as shares."""
        scales = scales_of(self.draft)
        chosen = {name: value for name, value in self.cleaned_data.items() if name != "edition" and value is not None}
        return {name: value / scales[name] if name in scales else value for name, value in chosen.items()}

    def written(self) -> Draft:
        return {"sample": self.asked()}


def primary_of(draft: Draft) -> dict[str, Any] | None:
    return next((one for one in draft.get("outcomes") or [] if one["role"] == "primary"), None)


def scale_of(draft: Draft) -> float:
    primary = primary_of(draft)
    return KINDS[primary["kind"]].scale if primary else 1


def scales_of(draft: Draft) -> dict[str, float]:
    """What the fields multiply with: per cent, and so many in 100."""
    own = scale_of(draft)
    return {"power": HUNDRED, "dropout": HUNDRED, "commonest": HUNDRED, "baseline": own, "spread": own}


def asked_of(draft: Draft) -> dict[str, forms.Field]:
    """What must be known of the outcome today: how many in 100 do it, or how far apart people are."""
    primary = primary_of(draft)
    if primary is not None and primary["kind"] in OWN:
        return {name: field() for name, field in OWN[primary["kind"]].items()}
    if primary is None or primary["kind"] not in ("share", *SPREADS):
        return {}
    if primary["kind"] == "share":
        label, hint = gettext_lazy("How many in 100 do it today"), gettext_lazy("From the service's records.")
        return {
            "baseline": forms.FloatField(label=label, localize=True, min_value=0.01, max_value=99.99, help_text=hint)
        }
    label = gettext_lazy("Standard deviation of the outcome today")
    hint = SPREADS[primary["kind"]]
    return {"spread": forms.FloatField(label=label, localize=True, min_value=1e-9, help_text=hint)}

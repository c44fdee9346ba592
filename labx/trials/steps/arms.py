"""The groups: what is compared with what, and how many go where."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labx.trials.designs.registry import DESIGNS
from labx.trials.plan.parts import MOST_ARMS
from labx.trials.steps.draft import Draft, coded_once
from labx.trials.steps.form import HUNDRED, LinesField, StepForm, numbers_in, percent_of


class ArmsStep(StepForm):
    slug = "grupos"
    title = gettext_lazy("The groups")
    lead = gettext_lazy("One group goes on as today; each of the others gets one change, and only that.")
    writes = ("arms",)

    comparison = forms.CharField(
        label=gettext_lazy("The group it is compared with"),
        max_length=200,
        help_text=gettext_lazy("What it gets, as the result page should call it: the old letter."),
    )
    tried = LinesField(
        label=gettext_lazy("The groups that get a change"),
        help_text=gettext_lazy("One on each line, in the same way: the new letter."),
    )
    shares = forms.CharField(
        label=gettext_lazy("Planned share of each group, in per cent"),
        required=False,
        help_text=gettext_lazy(
            "The comparison first, then the others in the same order, such as 50 25 25. "
            "Leave empty if none was planned: the sizes are then not checked."
        ),
    )

    @classmethod
    def shown(cls, draft: Draft) -> dict[str, Any]:
        arms = draft.get("arms") or []
        shares = [percent_of(arm.get("share")) for arm in arms]
        return {
            "comparison": arms[0]["label"] if arms else "",
            "tried": [arm["label"] for arm in arms[1:]],
            "shares": " ".join(f"{share:g}" for share in shares if share is not None),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        labels = [cleaned.get("comparison") or "", *(cleaned.get("tried") or [])]
        if len(labels) > MOST_ARMS:
            words = {"most": MOST_ARMS}
            self.add_error("tried", _("A comparison needs two groups at least, and %(most)d at most.") % words)
        if len({label.casefold() for label in labels}) < len(labels):
            self.add_error("tried", _("Two groups have the same name: name each by what it gets."))
        return cleaned

    def clean_shares(self) -> list[float | None]:
        shares = [number / HUNDRED for number in numbers_in(self.cleaned_data["shares"])]
        count = 1 + len(self.cleaned_data.get("tried") or [])
        if shares and (len(shares) != count or abs(sum(shares) - 1) > 1e-9 or min(shares) <= 0):
            raise forms.ValidationError(_("Give each group its share, together 100 %, or give none."))
        return [*shares] or [None] * count

    def written(self) -> Draft:
        chosen = self.cleaned_data
        labels = [chosen["comparison"], *chosen["tried"]]
        known = {arm["label"]: arm["code"] for arm in self.draft.get("arms") or []}
        codes = coded_once(labels, known)
        arms = [
            {"code": code, "label": label, "share": share}
            for code, label, share in zip(codes, labels, chosen["shares"], strict=True)
        ]
        return {"arms": arms if DESIGNS[self.draft["design"]].has_arms else []}

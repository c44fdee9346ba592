"""What is assumed of a visit, as numbers that can be changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from labx.desks.engine.burden import Range
from labx.desks.service.assuming import ASSUMED, Assumed


class AssumptionsForm(forms.Form):
    """Two numbers for each. To look at only: the address of the page carries them."""

    def __init__(self, data: Any = None, *, assumed: Iterable[Assumed] = ASSUMED) -> None:
        super().__init__(data)
        self.assumed = tuple(assumed)
        for one in self.assumed:
            for end, label, value in (("from", _("from"), one.low), ("to", _("to"), one.high)):
                self.fields[f"{one.name}_{end}"] = forms.FloatField(
                    label=f"{one.label}: {label} ({one.unit})",
                    min_value=0,
                    max_value=one.most,
                    initial=value if value % 1 else int(value),
                    localize=True,
                    widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
                )
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        for one in self.assumed:
            low, high = given.get(f"{one.name}_from"), given.get(f"{one.name}_to")
            if low is not None and high is not None and high < low:
                self.add_error(f"{one.name}_to", _("The second number is not below the first."))
        return given

    def ranges(self) -> dict[str, Range]:
        given = self.cleaned_data
        return {one.name: Range(given[f"{one.name}_from"], given[f"{one.name}_to"]) for one in self.assumed}

    @property
    def is_sent(self) -> bool:
        return self.is_bound and any(name in self.data for name in self.fields)


def form_sent(sent: Any, assumed: Iterable[Assumed] = ASSUMED) -> AssumptionsForm:
    """Bound only where the numbers came along: the page has other questions in its address."""
    form = AssumptionsForm(sent, assumed=assumed)
    return form if form.is_sent else AssumptionsForm(assumed=assumed)


class KeepForm(AssumptionsForm):
    """The same numbers, kept for everyone with where they come from."""

    source = forms.CharField(
        label=_("Where the new numbers come from"),
        help_text=_("Who measured or published them, and when. It stands beside them."),
        max_length=300,
    )
    edition = forms.IntegerField(widget=forms.HiddenInput)
    field_order = (*(f"{one.name}_{end}" for one in ASSUMED for end in ("from", "to")), "source", "edition")

    def begin_with(self, sent: Any) -> None:
        """Numbers that were tried on the page of the figures."""
        for name in self.fields:
            if name in sent:
                self.initial[name] = sent[name]

"""The fields of letters as a form; none has to be filled."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum.pt import nif

from labx.desks.letters.filling import plain_lines
from labx.desks.wording import in_language

Content = Mapping[str, Any]
LONGEST_LINE, LONGEST_LINES, LONGEST_LETTER = 120, 400, 6_000
PREFIX = "field"


class TaxNumberField(forms.CharField):
    """Nine digits of which the last checks the others; spaces and dots are fine."""

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        digits = typed.upper().removeprefix("PT").replace(" ", "").replace(".", "")
        if digits and not nif.is_valid(digits):
            raise forms.ValidationError(
                _("This is no Portuguese tax number: it has nine digits and one of them does not fit. Check it.")
            )
        return digits


class LetterForm(forms.Form):
    """`values()` gives what was typed, as a case keeps it."""

    def __init__(self, entries: Sequence[Content], data: Any = None, values: Mapping[str, str] | None = None) -> None:
        kept = values or {}
        initial = {entry["name"]: shown(entry, kept.get(entry["name"])) for entry in entries}
        super().__init__(data, initial=initial, prefix=PREFIX)
        for entry in entries:
            self.fields[entry["name"]] = field_of(entry)

    def values(self) -> dict[str, str]:
        return {name: written(value) for name, value in self.cleaned_data.items() if value}


class TextForm(forms.Form):
    """The letter itself, to be changed by hand."""

    text = forms.CharField(
        max_length=LONGEST_LETTER,
        error_messages={"required": gettext_lazy("The letter is empty. Write its text, or begin again from the data.")},
    )

    def clean_text(self) -> str:
        return plain_lines(self.cleaned_data["text"])


def field_of(entry: Content) -> forms.Field:
    hint = in_language(entry["hint"]) if entry["hint"] else ""
    words = {"label": in_language(entry["label"]), "help_text": hint, "required": False}
    if entry["kind"] == "date":
        return forms.DateField(**{**words, "help_text": f"{hint} {_('For example 31/12/2026.')}".strip()})
    if entry["kind"] == "tax_number":
        return TaxNumberField(**words, max_length=20)
    if entry["kind"] == "lines":
        return forms.CharField(**words, max_length=LONGEST_LINES, widget=forms.Textarea(attrs={"rows": 3}))
    return forms.CharField(**words, max_length=LONGEST_LINE)


def written(value: Any) -> str:
    if isinstance(value, datetime.date):
        return value.isoformat()
    return plain_lines(value).strip()


def shown(entry: Content, value: str | None) -> Any:
    return datetime.date.fromisoformat(value) if value and entry["kind"] == "date" else value

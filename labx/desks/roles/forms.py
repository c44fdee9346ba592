"""A person near the case, as a form."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from labx.desks.roles.calling import Content
from labx.desks.wording import in_language
from labx.rules.facts import EARLIEST

LONGEST_NAME, MOST_PEOPLE = 60, 150


class PersonForm(forms.Form):
    """`was` is the name under which the person stands already, empty for someone new."""

    name = forms.CharField(
        label=_("Who is it?"),
        help_text=_("A first name or “the eldest” is enough. It need not be the real name."),
        max_length=LONGEST_NAME,
    )
    relation = forms.ChoiceField(label=_("What was this person to the other?"), required=False)
    born = forms.DateField(
        label=_("Day of birth, if you know it"),
        help_text=_("It decides only between people who come equally. For example 31/12/2026."),
        required=False,
    )
    traits = forms.MultipleChoiceField(
        label=_("What is true of this person?"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, role: Content, others: set[str], data: Any = None, known: Content | None = None) -> None:
        super().__init__(data, initial=known)
        self.others = others
        relations = [(one["name"], in_language(one["label"])) for one in role["relations"]]
        self.fields["relation"].choices = [("", _("None of these")), *relations]
        self.fields["traits"].choices = [(one["name"], in_language(one["label"])) for one in role["trait_labels"]]

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if name in self.others:
            raise forms.ValidationError(
                _("“{name}” is there already. Give each person a name of their own.").format(name=name)
            )
        if len(self.others) >= MOST_PEOPLE:
            raise forms.ValidationError(
                _("There are {most} people here already. Remove someone first.").format(most=MOST_PEOPLE)
            )
        return name

    def clean_born(self) -> datetime.date | None:
        born = self.cleaned_data["born"]
        if born and not (born.year >= EARLIEST and born <= timezone.localdate()):
            raise forms.ValidationError(_("Nobody here was born on this day. Correct it, or leave it empty."))
        return born

    def kept(self) -> dict[str, Any]:
        """As the case keeps it."""
        given = self.cleaned_data
        born = given["born"].isoformat() if given["born"] else ""
        return {"relation": given["relation"], "born": born, "traits": list(given["traits"])}

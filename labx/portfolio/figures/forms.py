"""What a reader narrows the numbers by."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from labx.core.actors import Actor
from labx.people.organisations.districts import DISTRICTS
from labx.people.organisations.models import Level
from labx.portfolio import queries
from labx.portfolio.figures.narrowing import Narrowing
from labx.portfolio.models import Stage

EARLIEST = 2000


class MonthField(forms.CharField):
    """A month as 2026-03, given as its first day."""

    widget = forms.TextInput(attrs={"type": "month"})

    def to_python(self, value: Any) -> dt.date | None:
        text = super().to_python(value)
        if not text:
            return None
        try:
            month = dt.datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 - a month, not an instant
        except ValueError:
            raise forms.ValidationError(_("Write the month as 2026-03.")) from None
        if not EARLIEST <= month.year <= timezone.localdate().year:
            raise forms.ValidationError(_("Choose a month between 2000 and this year."))
        return month


class SlugsAndTitles(ModelChoiceIterator):
    """The choices without reading whole records."""

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        yield "", self.field.empty_label
        yield from self.queryset.values_list("slug", "title")


class ProjectField(forms.ModelChoiceField):
    iterator = SlugsAndTitles


class NarrowingForm(forms.Form):
    """The field names are those of the address."""

    desde = MonthField(label=_("From the month"), required=False)
    ate = MonthField(label=_("Until the end of the month"), required=False)
    projeto = ProjectField(
        label=_("Project"), queryset=None, to_field_name="slug", required=False, empty_label=_("All")
    )
    etapa = forms.ChoiceField(label=_("Projects in stage"), required=False)
    distrito = forms.ChoiceField(label=_("District"), required=False)
    nivel = forms.ChoiceField(label=_("Level"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["projeto"].queryset = queries.seen_by(actor).order_by("title")
        everything = [("", _("All"))]
        self.fields["etapa"].choices = [*everything, *Stage.choices]
        self.fields["distrito"].choices = [*everything, *DISTRICTS]
        self.fields["nivel"].choices = [*everything, *Level.choices]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        since, until = cleaned.get("desde"), cleaned.get("ate")
        if since and until and until < since:
            self.add_error("ate", _("The period ends before it begins."))
        return cleaned

    @property
    def narrowing(self) -> Narrowing:
        """What was asked for; everything as long as something has to be corrected."""
        if not self.is_valid():
            return Narrowing()
        given = self.cleaned_data
        return Narrowing(
            since=given["desde"],
            until=given["ate"],
            project=given["projeto"],
            stage=given["etapa"],
            district=given["distrito"],
            level=given["nivel"],
        )

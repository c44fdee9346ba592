"""What is asked to say when a counter receives, and to book there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from labx.core.pages import formats
from labx.desks.counter.booking.fields import ContactField, DaysField, SpansField
from labx.desks.counter.models import Counter, Timetable
from labx.desks.municipal import all_municipalities
from labx.rules.zones import Place

REGIONS = (
    (Place.MAINLAND, _("Mainland Portugal")),
    (Place.MADEIRA, _("Madeira")),
    (Place.AZORES, _("Azores")),
)
SETTINGS = ("is_public", "minutes", "places", "days_ahead", "region", "municipality", "closed")


class HoursForm(forms.Form):
    """One field a weekday, `day-0` is Monday."""

    is_public = forms.BooleanField(label=_("People may book by themselves, from their plan"), required=False)
    minutes = forms.IntegerField(label=_("Minutes of an appointment"), min_value=10, max_value=240, initial=45)
    places = forms.IntegerField(label=_("People received at once"), min_value=1, max_value=50, initial=1)
    days_ahead = forms.IntegerField(
        label=_("How many days ahead people may book"), min_value=1, max_value=120, initial=30
    )
    region = forms.ChoiceField(
        label=_("Where the counter is"), help_text=_("For its clock and its holidays."), choices=REGIONS
    )
    municipality = forms.ChoiceField(
        label=_("Municipality"),
        help_text=_("Nobody is received on its holiday. Only holidays that we could read somewhere are on the list."),
        required=False,
    )
    closed = DaysField(
        label=_("Closed days"),
        help_text=_("One a line: 24/12/2026, or 24/12/2026 a 26/12/2026. Holidays are closed anyway."),
        required=False,
    )
    edition = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def __init__(self, data: Any = None, *, table: Timetable | None) -> None:
        super().__init__(data, initial=words_now(table) if table else None)
        known = all_municipalities().values()
        self.fields["municipality"].choices = [("", "—"), *((one.name, one.label) for one in known)]
        for weekday, label in WEEKDAYS.items():
            hint = _("For example 9:30-12:30, 14:00-17:00. Empty: nobody is received.") if weekday == 0 else ""
            self.fields[f"day-{weekday}"] = SpansField(label=str(label).capitalize(), help_text=hint, required=False)
        self.order_fields([*SETTINGS[:4], *(f"day-{weekday}" for weekday in WEEKDAYS), *SETTINGS[4:], "edition"])

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        minutes = given.get("minutes") or 0
        for name, spans in self.spans():
            if any(length_of(span) < minutes for span in spans):
                self.add_error(name, _("One of these is shorter than an appointment."))
        if given.get("is_public") and not self.errors and not any(spans for _name, spans in self.spans()):
            self.add_error("is_public", _("People can book only where there are hours. Write the hours of a day."))
        named = all_municipalities().get(given.get("municipality") or "")
        if named and named.region != given.get("region"):
            self.add_error("municipality", _("This municipality lies elsewhere. Choose another, or another place."))
        return given

    def spans(self) -> list[tuple[str, Any]]:
        names = (f"day-{weekday}" for weekday in WEEKDAYS)
        return [(name, self.cleaned_data.get(name) or []) for name in names]

    def words(self) -> dict[str, Any]:
        hours = {name.partition("-")[2]: spans for name, spans in self.spans() if spans}
        return {**{name: self.cleaned_data[name] for name in (*SETTINGS, "edition")}, "hours": hours}


def words_now(table: Timetable) -> dict[str, Any]:
    settings = {name: getattr(table, name) for name in (*SETTINGS, "edition")}
    return {**settings, **{f"day-{weekday}": spans for weekday, spans in table.hours.items()}}


def length_of(span: list[str]) -> int:
    begins, ends = (dt.time.fromisoformat(one) for one in span)
    return (ends.hour - begins.hour) * 60 + ends.minute - begins.minute


class WhereForm(forms.Form):
    counter = forms.ChoiceField(label=_("Where do you want to go?"), widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, counters: Iterable[Counter]) -> None:
        super().__init__(data)
        self.fields["counter"].choices = [(one.code, f"{one.name}, {one.place}") for one in counters]


class DayForm(forms.Form):
    day = forms.ChoiceField(
        label=_("Which day?"),
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("On that day there is no place any more. Choose another one.")},
    )

    def __init__(self, data: Any = None, *, free: Mapping[dt.datetime, int]) -> None:
        super().__init__(data)
        counts: dict[dt.date, int] = {}
        for at, places in free.items():
            counts[at.date()] = counts.get(at.date(), 0) + places
        self.fields["day"].choices = [(day.isoformat(), day_words(day, count)) for day, count in counts.items()]

    def clean_day(self) -> dt.date:
        return dt.date.fromisoformat(self.cleaned_data["day"])


def day_words(day: dt.date, places: int) -> str:
    left = ngettext("{count} place", "{count} places", places).format(count=places)
    return f"{date_format(day, 'l')}, {formats.day(day)} ({left})"


class HourForm(forms.Form):
    """An hour of the day that was chosen."""

    hour = forms.ChoiceField(
        label=_("At what time?"),
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("At that hour there is no place any more. Choose another one.")},
    )

    def __init__(self, data: Any = None, *, free: Iterable[dt.datetime]) -> None:
        super().__init__(data)
        self.offer(free)

    def offer(self, free: Iterable[dt.datetime]) -> None:
        self.fields["hour"].choices = [(at.isoformat(), f"{at:%H:%M}") for at in free]

    def clean_hour(self) -> dt.datetime:
        return dt.datetime.fromisoformat(self.cleaned_data["hour"])


class BookingForm(HourForm):
    called = forms.CharField(
        label=_("What shall we call you by?"),
        help_text=_("If you wish. A first name is enough. Never the name of anyone else."),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    contact = ContactField(
        label=_("How can we reach you if something changes?"),
        help_text=_(
            "If you wish: a telephone or an e-mail address of yours. We use it only if the hour changes, and delete it "
            "when you came or cancelled."
        ),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code of your appointment"),
        help_text=_("16 letters and digits, in groups of four."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

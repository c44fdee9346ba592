"""What is asked at a counter."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from labx.core.packs.library import packs
from labx.core.packs.pack import Pack
from labx.desks.counter.booking.fields import ContactField
from labx.desks.counter.files import from_square
from labx.desks.counter.models import Counter, Look
from labx.desks.counter.queries import staff_at
from labx.desks.queries import all_desks
from labx.desks.saved.forms import DIGITS
from labx.desks.sealing import LONGEST, CaseFile, CaseUnreadable, open_case


def desks() -> list[tuple[str, str]]:
    language = get_language() or "pt"
    return [(pack.id.partition("/")[2], pack.title(language)) for pack in all_desks()]


class CounterForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    place = forms.CharField(label=_("Address"), help_text=_("As people find it, with the floor."), max_length=300)


class EditCounterForm(CounterForm):
    is_open = forms.BooleanField(label=_("It receives people"), required=False)
    edition = forms.IntegerField(widget=forms.HiddenInput)


class PostForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address of the account"))
    is_head = forms.BooleanField(
        label=_("Head of the counter"), help_text=_("Sees who looked into whose case."), required=False
    )


class AppointmentForm(forms.Form):
    day = forms.DateField(label=_("Day"), help_text=_("For example 31/12/2026."))
    hour = forms.TimeField(
        label=_("Hour"), help_text=_("For example 10:30."), widget=forms.TimeInput(attrs={"inputmode": "numeric"})
    )
    called = forms.CharField(
        label=_("How to call the person"),
        help_text=_("Only if they wish. A first name is enough."),
        max_length=60,
        required=False,
    )
    contact = ContactField(
        label=_("How to reach the person"),
        help_text=_("Only if they wish. A first name and a telephone are enough. Never the name of anyone else."),
        max_length=200,
        required=False,
    )

    def clean_day(self) -> dt.date:
        day: dt.date = self.cleaned_data["day"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("This day is past. Write a day to come."))
        return day

    def words(self, zone: dt.tzinfo) -> dict[str, Any]:
        """`zone`: whose clock the hour is of."""
        given = self.cleaned_data
        at = dt.datetime.combine(given["day"], given["hour"], tzinfo=zone)
        return {"at": at, "called": given["called"], "contact": given["contact"]}


class BookForm(AppointmentForm):
    desk = forms.ChoiceField(label=_("What it is about"), choices=desks)
    field_order = ("desk", "day", "hour", "called", "contact")


class MoveForm(AppointmentForm):
    is_known = forms.BooleanField(
        label=_("The person knows of the change"),
        help_text=_("Leave it empty if they do not: whoever left an e-mail address gets a message, others are listed."),
        required=False,
    )
    edition = forms.IntegerField(widget=forms.HiddenInput)

    def words(self, zone: dt.tzinfo) -> dict[str, Any]:
        return {**super().words(zone), "is_known": self.cleaned_data["is_known"]}


class SettleForm(forms.Form):
    state = forms.ChoiceField(choices=[("came", ""), ("missed", ""), ("cancelled", "")])
    is_known = forms.BooleanField(required=False)
    edition = forms.IntegerField()


class ReasonForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why do you open it?"),
        choices=Look.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Without a reason the case stays closed. That you asked was noted.")},
    )


class HandOverForm(forms.Form):
    keeper = forms.TypedChoiceField(label=_("Colleague"))

    def __init__(self, data: Any = None, *, counter: Counter) -> None:
        super().__init__(data)
        posts = staff_at(counter.pk).select_related("account").order_by("account__name")
        self.fields["keeper"].choices = [(str(post.account_id), post.account.name) for post in posts]


class DeleteForm(forms.Form):
    typed = forms.CharField(
        label=_("Write the code of the case"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, data: Any = None, *, code: str) -> None:
        super().__init__(data)
        self.code = code

    def clean_typed(self) -> str:
        typed: str = self.cleaned_data["typed"].strip().lower()
        if typed != self.code:
            raise forms.ValidationError(_("This is not the code of this case. It stands at the top of the page."))
        return typed


class BeginForm(forms.Form):
    """Where the case comes from: the sheet, the file, code and PIN; with none of them, a new one."""

    desk = forms.ChoiceField(label=_("What it is about"), choices=desks)
    square = forms.CharField(
        label=_("The square on the sheet they brought"),
        help_text=_("Put the cursor here and read the square with the scanner."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off", "spellcheck": "false"}),
    )
    kept = forms.FileField(
        label=_("The file they kept"), required=False, widget=forms.FileInput(attrs={"accept": ".txt"})
    )
    code = forms.CharField(
        label=_("Their code"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    pin = forms.CharField(
        label=_("Their PIN"),
        help_text=_("The person types it. Look away."),
        required=False,
        widget=forms.PasswordInput(attrs=DIGITS),
    )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        ways = [name for name in ("square", "kept", "code") if given.get(name)]
        if len(ways) > 1:
            self.add_error(ways[1], _("There are two cases here. Give only one: the sheet, the file, or the code."))
        if bool(given.get("code")) != bool(given.get("pin")):
            self.add_error("pin" if given.get("code") else "code", _("Code and PIN go together. Write both."))
        if not self.errors:
            given["brought"] = self.brought()
        return given

    def brought(self) -> CaseFile | None:
        given, pack = self.cleaned_data, f"desks/{self.cleaned_data['desk']}"
        way = "square" if given["square"] else "kept"
        if not given[way]:
            return None
        try:
            if way == "square":
                return from_square(given["square"], pack)
            return open_case(given["kept"].read(LONGEST + 1).decode("ascii", "replace"), pack)
        except CaseUnreadable:
            self.add_error(way, _("It could not be read, or belongs to another desk. Try again, or begin a new case."))
            return None

    @property
    def pack(self) -> Pack:
        return packs()[f"desks/{self.cleaned_data['desk']}"]

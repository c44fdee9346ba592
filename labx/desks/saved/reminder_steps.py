"""The steps at a desk that ask for reminders: days of the plan to choose from, one address, nothing else."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from labx.desks.saved.actions import reminders
from labx.desks.saved.forms import ReminderForm
from labx.desks.saved.holding import Held, locked_reading
from labx.desks.saved.steps import holding
from labx.desks.views import Conversation
from labx.desks.wording import moment_words, words_if_any

AHEAD = datetime.timedelta(days=7)


@holding
def show(conversation: Conversation, held: Held) -> HttpResponse:
    return show_reminders(conversation, held)


def show_reminders(
    conversation: Conversation, held: Held, form: ReminderForm | None = None, **context: Any
) -> HttpResponse:
    days = days_of(conversation)
    asked = [moment_words(one.on) for one in locked_reading(held).reminders.all()]
    form = form or reminder_form(conversation, days)
    return conversation.page("saved-reminders", form=form, days=days, asked=asked, **context)


def reminder_form(conversation: Conversation, days: list[tuple[str, str]], data: Any = None) -> ReminderForm:
    return ReminderForm(data, days=days, own_address=words_if_any(conversation.pack.content["own_address"]))


def days_of(conversation: Conversation) -> list[tuple[str, str]]:
    """A week before each date of the plan that is still to come, or tomorrow where that is past."""
    told = conversation.told()
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    wanted: dict[datetime.date, list[str]] = {}
    for step in told.made.tasks:
        name = step.procedure.name
        if step.last_day and step.last_day > tomorrow and name not in told.case.done:
            wanted.setdefault(max(step.last_day - AHEAD, tomorrow), []).append(told.title(name))
    return [(day.isoformat(), f"{moment_words(day)}: {'; '.join(titles)}") for day, titles in sorted(wanted.items())]


@holding
def ask(conversation: Conversation, held: Held) -> HttpResponse:
    request = conversation.request
    form = reminder_form(conversation, days_of(conversation), request.POST)
    if not form.is_valid():
        return show_reminders(conversation, held, form)
    count = reminders.ask_reminders(
        by=request.actor,
        held=held,
        address=form.cleaned_data["address"],
        days=[datetime.date.fromisoformat(day) for day in form.cleaned_data["days"]],
        language=(get_language() or "pt")[:2],
    )
    note = ngettext("{count} reminder will come.", "{count} reminders will come.", count).format(count=count)
    return show_reminders(conversation, held, note=note)


@holding
def forget(conversation: Conversation, held: Held) -> HttpResponse:
    reminders.forget_reminders(by=conversation.request.actor, held=held)
    return show_reminders(conversation, held, note=_("No reminder will come. The address is deleted."))


STEPS = {"saved-reminders": show, "saved-remind": ask, "saved-unremind": forget}
HERE = {"saved-reminders": "saved-reminders"}

"""One page to bring to a counter: where, what to bring, and a square that carries the case. Made in the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import qrcode
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from qrcode.image.svg import SvgPathImage

from labx.core.documents.pdf import pdf
from labx.core.pages import formats
from labx.desks.counter.actions.bookings import made_with
from labx.desks.counter.files import for_square
from labx.desks.counter.models import Appointment, Counter
from labx.desks.printing.steps import taken
from labx.desks.saved.codes import in_groups

if TYPE_CHECKING:
    from labx.desks.views import Conversation

MOST_LETTERS = 1_800  # a finer square is read badly from paper
MOST_LINES, MOST_PLACES = 12, 4


def take_sheet(conversation: Conversation) -> HttpResponse:
    """For whoever goes to a counter with the plan they made, with the appointment they just booked; nothing is kept."""
    told, case = conversation.told(), conversation.case
    letters, booked = for_square(case), made_with(conversation.request.POST.get("code", ""))
    return made(
        **(appointment_part(booked, conversation.request.POST["code"]) if booked else open_counters()),
        code=in_groups(case.saved["code"]) if case.saved else "",
        square=square(letters) if len(letters) <= MOST_LETTERS else "",
        bring=few(
            [f"{one['label']} ({_('I have it')})" if one["is_had"] else one["label"] for one in told.documents()]
        ),
        tasks=few([told.title(step.procedure.name) for step in told.made.tasks if step.procedure.counters]),
    )


def open_counters() -> dict[str, Any]:
    return {"places": [(one.name, one.place) for one in Counter.objects.filter(is_open=True)[:MOST_PLACES]]}


def appointment_sheet(appointment: Appointment, code: str = "") -> HttpResponse:
    """What to give to someone who has an appointment; the code stands for them."""
    return made(**appointment_part(appointment, code))


def appointment_part(appointment: Appointment, code: str = "") -> dict[str, Any]:
    at, counter = appointment.local_at, appointment.counter
    when = _("{day} at {hour}").format(day=formats.day(at.date()), hour=f"{at:%H:%M}")
    places = [(counter.name, counter.place)]
    return {"when": when, "places": places, "appointment": in_groups(code) if code else appointment.code}


def few(lines: list[str]) -> list[str]:
    """As many as one page holds, and how many more stand in the plan."""
    more = len(lines) - MOST_LINES
    if more <= 0:
        return lines
    told = ngettext("and {count} more, in the plan", "and {count} more, in the plan", more).format(count=more)
    return [*lines[:MOST_LINES], told]


def square(letters: str) -> str:
    drawn = qrcode.make(letters, image_factory=SvgPathImage, border=2, error_correction=qrcode.ERROR_CORRECT_L)
    return drawn.to_string().decode()


def made(**data: Any) -> HttpResponse:
    words = {
        "when": "",
        "code": "",
        "appointment": "",
        "square": "",
        "bring": [],
        "tasks": [],
        "words": {
            "where": _("Where"),
            "when": _("When"),
            "appointment": _("Your appointment"),
            "code": _("Your code"),
            "pin": _("Keep the PIN in mind. Do not write it on this sheet."),
            "bring": _("Bring, if you have it"),
            "tasks": _("What the counter can see to with you"),
            "square": _(
                "The square carries your answers, so that nobody asks them again. Only the counter can read it."
            ),
            "picture": _("Square to be read by the counter"),
            "no_square": _("Bring the file of your plan too: it is too long for this sheet."),
            "anything": _("Come also if something is missing. You can leave out any question."),
        },
    }
    document = pdf("desks/counter/sheet.typ", title=_("For the counter"), **{**words, **data})
    return taken(document, "application/pdf", _("for-the-counter.pdf"))


STEPS = {"handover": take_sheet}

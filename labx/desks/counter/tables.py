"""Lists of a counter: codes, days and staff, nothing of a family."""

from typing import Any

from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from labx.core.pages.listing import Column, Empty, Filter, Table
from labx.desks.counter.forms import desks
from labx.desks.counter.models import Appointment, Case, Counter, Look


def counter_url(counter: Counter) -> str:
    return reverse("counter:counter", args=[counter.code])


def case_url(case: Case) -> str:
    return reverse("counter:case", args=[case.code])


def appointment_url(appointment: Appointment) -> str:
    return reverse("counter:appointment", args=[appointment.code])


def desk_title(row: Any) -> str:
    return dict(desks()).get(row.desk, row.desk)


def case_state(case: Case) -> Any:
    return _("closed") if case.closed_on else _("open")


def of_today(appointments: Any, _value: str) -> Any:
    return appointments.filter(at__date=timezone.localdate())


def narrowed_cases(cases: Any, value: str) -> Any:
    return cases.filter(closed_on=None) if value == "aberto" else cases.exclude(closed_on=None)


COUNTERS = Table(
    name="balcoes-de-atendimento",
    caption=_("Counters"),
    noun=(_("counter"), _("counters")),
    columns=(
        Column(key="name", label=_("Name"), link=counter_url),
        Column(key="place", label=_("Address")),
        Column(key="is_open", label=_("Receives people"), kind="flag"),
    ),
    search=("name", "place"),
    order="name",
    empty=Empty(
        title=_("No counter yet"),
        text=_("A counter is a place where people are received. Whoever works there is named on its page."),
    ),
)
CASES = Table(
    name="casos",
    caption=_("Cases"),
    noun=(_("case"), _("cases")),
    prefix="c-",
    columns=(
        Column(key="code", label=_("Code"), link=case_url),
        Column(key="keeper", label=_("Whose case"), path="keeper__name"),
        Column(key="counter", label=_("Counter"), path="counter__name"),
        Column(key="desk", label=_("What it is about"), value=desk_title, sort="desk"),
        Column(key="opened_on", label=_("Opened on"), kind="date"),
        Column(key="worked_on", label=_("Last worked on"), kind="date"),
        Column(key="state", label=_("State"), value=case_state, sort="closed_on"),
    ),
    filters=(
        Filter(
            key="estado",
            label=_("State"),
            phrase=_("{choice}"),
            choices=(("aberto", _("open")), ("fechado", _("closed"))),
            narrow=narrowed_cases,
        ),
    ),
    search=("code",),
    order="-worked_on",
    empty=Empty(title=_("No case yet"), text=_("A case begins when a family is received.")),
)
APPOINTMENTS = Table(
    name="marcacoes",
    caption=_("Appointments"),
    noun=(_("appointment"), _("appointments")),
    prefix="m-",
    columns=(
        Column(
            key="at",
            label=_("Day and hour"),
            kind="moment",
            value=lambda one: one.local_at,
            sort="at",
            link=appointment_url,
        ),
        Column(key="code", label=_("Code")),
        Column(key="counter", label=_("Counter"), path="counter__name"),
        Column(key="desk", label=_("What it is about"), value=desk_title, sort="desk"),
        Column(key="state", label=_("State"), choices=Appointment.State.choices),
        Column(key="is_own", label=_("Booked by themselves"), kind="flag", sortable=False),
        Column(key="to_tell", label=_("To tell"), choices=Appointment.ToTell.choices),
    ),
    filters=(
        Filter(
            key="estado",
            label=_("State"),
            phrase=_("{choice}"),
            choices=Appointment.State.choices,
            path="state",
        ),
        Filter(key="dia", label=_("Day"), phrase=_("{choice}"), choices=(("hoje", _("today")),), narrow=of_today),
    ),
    search=("code",),
    order="at",
    empty=Empty(title=_("No appointment yet"), text=_("Days and hours on which families come are listed here.")),
)
LOOKS = Table(
    name="acessos",
    caption=_("Cases of colleagues that were asked for"),
    noun=(_("request"), _("requests")),
    columns=(
        Column(key="at", label=_("When"), kind="moment"),
        Column(key="account", label=_("Who"), path="account__name"),
        Column(key="case_code", label=_("Case")),
        Column(key="reason", label=_("Reason"), choices=Look.Reason.choices),
        Column(key="is_refused", label=_("Refused"), kind="flag", sort="until"),
    ),
    filters=(
        Filter(
            key="resposta",
            label=_("Answer"),
            phrase=_("{choice}"),
            choices=(("recusado", _("refused")), ("aberto", _("opened with a reason"))),
            narrow=lambda looks, value: looks.filter(until__isnull=value == "recusado"),
        ),
    ),
    search=("case_code", "account__name"),
    order="-at",
    empty=Empty(
        title=_("Nobody asked for a colleague's case"),
        text=_("Each time staff open a case that is not theirs, or try to without a reason, it is listed here."),
        action_label=_("Back to the counters"),
        action_url=reverse_lazy("counter:counters"),
    ),
)

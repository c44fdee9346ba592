"""Invented data of the style page; only the National Supported Work figures are real."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from labx.core.pages.entries import Link, MenuGroup, Moment, SummaryLine, Tab
from labx.core.pages.listing import Column, Empty, Filter, Table
from labx.core.pages.numbers import DesignGrade, NumberCard

STATES = [("exploring", _("Exploring")), ("experimenting", _("Experimenting")), ("decided", _("Decided"))]
STATE_BADGES = {"exploring": "neutral", "experimenting": "information", "decided": "success"}
NAMES = [
    "Carta mais curta",
    "Aviso por SMS",
    "Balcão de apoio",
    "Formulário único",
    "Lembrete de renovação",
    "Folheto claro",
]
EPOCH = datetime.date(2026, 1, 5)


@dataclass(frozen=True)
class Project:
    name: str
    state: str
    started: datetime.date
    people: int
    share: float | None


def projects() -> list[Project]:
    return [
        Project(
            name=f"{NAMES[number % 6]} {number // 6 + 1}",
            state=STATES[number % 3][0],
            started=EPOCH + datetime.timedelta(days=number * 9),
            people=(number * 7919) % 12_000 + 40,
            share=None if number % 7 == 3 else ((number * 37) % 100) / 100,
        )
        for number in range(60)
    ]


PROJECTS = Table(
    name="projetos",
    caption=_("Projects"),
    noun=(_("project"), _("projects")),
    columns=(
        Column(key="name", label=_("Name"), link=lambda row: reverse("pages:style")),
        Column(key="state", label=_("State"), choices=STATES, badge=STATE_BADGES.get),
        Column(key="started", label=_("Started"), kind="date"),
        Column(key="people", label=_("People"), kind="number"),
        Column(key="share", label=_("Understood"), kind="percent"),
    ),
    filters=(Filter(key="state", label=_("State"), phrase=_("in the state {choice}"), choices=STATES),),
    search=("name",),
    order="-started",
    per_page=8,
    empty=Empty(title=_("No projects yet"), text=_("A project begins with a doubt about a service.")),
)
NOTHING_YET = Table(
    name="desafios",
    caption=_("Challenges"),
    noun=(_("challenge"), _("challenges")),
    columns=(Column(key="name", label=_("Name")),),
    prefix="d-",
    empty=Empty(
        title=_("No challenges yet"),
        text=_("Here stand the doubts that services bring: what is not working, for whom, and since when."),
        action_label=_("Write the first challenge"),
        action_url="#form",
    ),
)


def effect() -> NumberCard:
    return NumberCard(
        value=1794.34,
        label=gettext("Effect of the programme on earnings in 1978"),
        definition=gettext("Mean earnings of those offered the programme, less those of the others, in dollars."),
        denominator=gettext("445 people: 185 offered the programme, 260 not."),
        cutoff=datetime.date(1978, 12, 31),
        design=DesignGrade.RANDOMISED,
        comparison=gettext("The 260 people who were not offered it."),
        interval=(474.01, 3114.67),
        currency="USD",
        signed=True,
        source="LaLonde 1986; Dehejia & Wahba 1999",
        analysis_url=reverse("pages:style"),
        analysis_digest="4c1f0a77be9d2e60",
    )


def numbers() -> list[NumberCard]:
    counted = NumberCard(
        value=12_480,
        label=gettext("Visits to the desk"),
        definition=gettext("Finished visits; those left half-way are not counted."),
        denominator=gettext("All visits begun at the desk."),
        cutoff=datetime.date(2026, 10, 31),
        design=DesignGrade.NONE,
        no_interval_because=gettext("A full count, not a sample."),
        source=gettext("Event log of the lab"),
    )
    reported = NumberCard(
        value=75,
        label=gettext("Requests without a mistake"),
        definition=gettext("As the report says, without saying how it was counted."),
        denominator=gettext("Not said."),
        cutoff=None,
        unit="%",
        source=gettext("Annual report 2024, page 12"),
        reported_by=gettext("the former lab"),
    )
    return [counted, effect(), reported]


def tab_entries() -> list[Tab]:
    return [
        Tab(gettext("Story"), "#tabs", current=True),
        Tab(gettext("Results"), "#tabs", count=3),
        Tab(gettext("Decisions"), "#tabs", count=0),
    ]


def summary_lines() -> list[SummaryLine]:
    return [
        SummaryLine(gettext("Question"), gettext("Does a shorter letter bring people to renew in time?")),
        SummaryLine(gettext("Groups"), gettext("By lot, half and half"), gettext("Change"), "#summary"),
        SummaryLine(gettext("First look"), gettext("After 90 days")),
    ]


def moments() -> list[Moment]:
    return [
        Moment(gettext("Challenge received"), datetime.date(2026, 1, 12), gettext("From a municipal registry.")),
        Moment(gettext("Protocol frozen"), datetime.date(2026, 3, 2), who="Ana Sousa", url="#timeline"),
        Moment(gettext("Data being collected"), datetime.date(2026, 3, 16), gettext("62 days to go."), state="now"),
        Moment(gettext("Decision"), state="ahead"),
    ]


def navigation() -> list[MenuGroup]:
    here: dict[str, Any] = {"url": reverse("pages:style")}
    return [
        MenuGroup("", (Link(gettext("Desk"), **here), Link(gettext("Projects"), **here, current=True))),
        MenuGroup(gettext("Rooms"), (Link(gettext("Trials"), **here), Link(gettext("Surveys"), **here))),
        MenuGroup("", (Link(gettext("Library"), **here),)),
    ]

"""Lists of the panel. None of them shows who anybody is."""

from typing import Any

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _

from labx.core.pages.listing import Column, Empty, Filter, Table
from labx.people.participants.attributes import AccessNeed, AgeBand, DigitalEase, District, Education, Preferred, Topic
from labx.people.participants.models import Invitation, Participant, Recruitment
from labx.people.participants.models.recruitment import Method, Reply
from labx.people.participants.queries import STAYS

STATES = (("here", _("in the panel")), ("due", _("to be renewed")), ("left", _("left")))
LOOKS = {"here": "success", "due": "warning", "left": "neutral"}
REPLY_LOOKS = {Reply.ACCEPTED: "success", Reply.DECLINED: "neutral", Reply.SILENT: "warning", Reply.LEFT: "neutral"}


def state_of(participant: Participant) -> str:
    if participant.left_at:
        return "left"
    return "due" if participant.asked_to_renew_on else "here"


def in_state(people: Any, state: str) -> Any:
    if state == "left":
        return people.filter(left_at__isnull=False)
    return people.filter(left_at=None, asked_to_renew_on__isnull=state == "here")


def words_of(choices: list[tuple[str, Any]], values: list[str]) -> str:
    return ", ".join(str(label) for value, label in choices if value in values)


PARTICIPANTS = Table(
    name="participantes",
    caption=_("Participants"),
    noun=(_("participant"), _("participants")),
    columns=(
        Column(
            key="code",
            label=_("Pseudonym"),
            link=lambda person: reverse("participants:participant", args=[person.code]),
        ),
        Column(key="age_band", label=_("Age"), choices=AgeBand.choices),
        Column(key="district", label=_("District"), choices=District.choices),
        Column(key="education", label=_("Education"), choices=Education.choices),
        Column(key="digital_ease", label=_("Online services"), choices=DigitalEase.choices),
        Column(
            key="access_needs",
            label=_("Needs"),
            value=lambda person: words_of(AccessNeed.choices, person.access_needs),
            sortable=False,
        ),
        Column(key="last_contact_on", label=_("Last contact"), kind="date"),
        Column(
            key="state",
            label=_("State"),
            value=state_of,
            choices=STATES,
            badge=LOOKS.__getitem__,
            sort="left_at",
        ),
    ),
    filters=(
        Filter(key="estado", label=_("State"), phrase=_("{choice}"), choices=STATES, narrow=in_state),
        Filter(key="idade", label=_("Age"), phrase=_("of {choice}"), choices=AgeBand.choices, path="age_band"),
        Filter(
            key="distrito", label=_("District"), phrase=_("from {choice}"), choices=District.choices, path="district"
        ),
        Filter(
            key="necessidade",
            label=_("Needs"),
            phrase=_("who need “{choice}”"),
            choices=AccessNeed.choices,
            narrow=lambda people, value: people.filter(access_needs__contains=[value]),
        ),
        Filter(
            key="tema",
            label=_("Subject"),
            phrase=_("interested in “{choice}”"),
            choices=Topic.choices,
            narrow=lambda people, value: people.filter(topics__contains=[value]),
        ),
    ),
    search=("code",),
    order="code",
    empty=Empty(
        title=_("Nobody has joined yet"),
        text=_("People join by themselves, or you enter somebody who telephoned or wrote. Here they are pseudonyms."),
        action_label=_("Enter somebody"),
        action_url=reverse_lazy("participants:enter"),
    ),
)


REQUESTS = Table(
    name="pedidos-de-adesao",
    caption=_("Waiting for a call or a letter"),
    noun=(_("request"), _("requests")),
    columns=(
        Column(
            key="made_at",
            label=_("Asked"),
            kind="moment",
            link=lambda request: reverse("participants:request", args=[request.pk]),
        ),
        Column(key="confirm_by", label=_("To be confirmed by"), choices=Preferred.choices),
        Column(key="ends_at", label=_("Kept until"), kind="moment"),
    ),
    order="made_at",
    empty=Empty(
        title=_("Nobody waits to be called"),
        text=_("Who joins without an e-mail address is confirmed by telephone or post, and waits here for it."),
    ),
)


def recruitment_url(recruitment: Recruitment) -> str:
    return reverse("participants:recruitment", args=[recruitment.code])


def stage_of(recruitment: Recruitment) -> str:
    if recruitment.closed_at:
        return "closed"
    return "drawn" if recruitment.drawn_at else "open"


STAGES = (("open", _("before the draw")), ("drawn", _("drawn")), ("closed", _("recruiting ended")))


def in_stage(recruitments: Any, stage: str) -> Any:
    if stage == "closed":
        return recruitments.filter(closed_at__isnull=False)
    return recruitments.filter(closed_at=None, drawn_at__isnull=stage == "open")


RECRUITMENTS = Table(
    name="recrutamentos",
    caption=_("Recruitments"),
    noun=(_("recruitment"), _("recruitments")),
    columns=(
        Column(key="title", label=_("Recruitment"), link=recruitment_url),
        Column(key="method", label=_("How"), choices=Method.choices),
        Column(key="places", label=_("Places"), kind="number"),
        Column(key="accepted", label=_("Accepted"), kind="number"),
        Column(key="stage", label=_("State"), value=stage_of, choices=STAGES, sort="drawn_at"),
        Column(key="created_at", label=_("Opened"), kind="date"),
    ),
    filters=(Filter(key="estado", label=_("State"), phrase=_("{choice}"), choices=STAGES, narrow=in_stage),),
    search=("title", "need"),
    order="-created_at",
    empty=Empty(
        title=_("No recruitment yet"),
        text=_("A recruitment draws people of the panel for one need, so that anyone can check how."),
        action_label=_("Recruit"),
        action_url=reverse_lazy("participants:new_recruitment"),
    ),
)


def invitation_state(invitation: Invitation) -> str:
    if invitation.took_part_at:
        return "took_part"
    if not invitation.invited_at and invitation.reply == Reply.WAITING:
        return "alternate" if invitation.is_alternate else "drawn"
    return invitation.reply


INVITATION_STATES = (
    ("took_part", _("took part")),
    ("alternate", _("alternate")),
    ("drawn", _("drawn, not invited yet")),
    *Reply.choices,
)

INVITATIONS = Table(
    name="lista-sorteada",
    caption=_("The drawn list"),
    noun=(_("person"), _("people")),
    columns=(
        Column(key="position", label=_("Place"), kind="number"),
        Column(
            key="participant",
            label=_("Pseudonym"),
            path="participant__code",
            link=lambda one: reverse("participants:invitation", args=[one.recruitment.code, one.pk]),
        ),
        Column(key="invited_at", label=_("Invited"), kind="moment"),
        Column(key="answer_by", label=_("Answer by"), kind="date"),
        Column(
            key="state",
            label=_("Answer"),
            value=invitation_state,
            choices=INVITATION_STATES,
            badge=lambda state: REPLY_LOOKS.get(state, "information"),
            sort="reply",
        ),
        Column(key="replaces", label=_("Instead of"), path="replaces__position", kind="number", sortable=False),
    ),
    filters=(Filter(key="resposta", label=_("Answer"), phrase=_("{choice}"), choices=Reply.choices, path="reply"),),
    search=("participant__code",),
    order="position",
    empty=Empty(title=_("Nobody was drawn yet"), text=_("After the draw the list stands here, in its order.")),
)

MARGINS = Table(
    name="populacoes",
    caption=_("Populations to compare with"),
    noun=(_("population"), _("populations")),
    columns=(
        Column(
            key="name",
            label=_("Name"),
            link=lambda margins: f"{reverse('participants:balance')}?populacao={margins.pk}",
        ),
        Column(key="population", label=_("Population")),
        Column(key="source", label=_("Source")),
        Column(key="as_of", label=_("Date of the figures"), kind="date"),
    ),
    order="-as_of",
    empty=Empty(
        title=_("No population loaded yet"),
        text=_("Load the shares of a population, with their source, to see whom the panel lacks."),
        action_label=_("Load shares"),
        action_url=reverse_lazy("participants:load_margins"),
    ),
)

IMPORTS = Table(
    name="importacoes-de-participantes",
    caption=_("Imports of participants"),
    noun=(_("file"), _("files")),
    columns=(
        Column(
            key="original_name",
            label=_("File"),
            link=lambda one: reverse("participants:import_record", args=[one.pk]),
        ),
        Column(key="brought_at", label=_("Imported"), kind="moment"),
        Column(key="people", label=_("People brought"), kind="number"),
        Column(key="here", label=_("Still here"), kind="number"),
        Column(key="undone_at", label=_("Undone"), kind="moment"),
    ),
    search=("original_name",),
    order="-brought_at",
    empty=Empty(
        title=_("No import yet"),
        text=_("Files that brought people in are listed here, and can be undone."),
        action_label=_("Import from a file"),
        action_url=reverse_lazy("participants:import"),
    ),
)

STAYING = Table(
    name="participantes-que-ficam",
    caption=_("Who stays, and why"),
    noun=(_("participant"), _("participants")),
    columns=(
        Column(
            key="code",
            label=_("Pseudonym"),
            link=lambda person: reverse("participants:participant", args=[person.code]),
        ),
        Column(key="stays", label=_("Why this person stays"), choices=STAYS),
    ),
    filters=(Filter(key="razao", label=_("Reason"), phrase=_("who {choice}"), choices=STAYS, path="stays"),),
    search=("code",),
    order="code",
    empty=Empty(
        title=_("Nobody has to stay"),
        text=_("Who was drawn, answered, changed or left since would stand here, and would stay."),
    ),
)

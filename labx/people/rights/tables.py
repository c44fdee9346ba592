"""Lists about the rights of people."""

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _

from labx.core.pages.listing import Column, Empty, Filter, Table
from labx.people.rights.models import Basis, Kind, Level, Mention, Request, State
from labx.people.rights.models.requests import Channel

STATES = {"received": "warning", "open": "information", "done": "success", "refused": "neutral", "withdrawn": "neutral"}
MENTIONS = {"waiting": "warning", "redacted": "success", "kept": "neutral"}


def request_url(request: Request) -> str:
    return reverse("rights:request", args=[request.code])


def requests_table(prefix: str = "") -> Table:
    return Table(
        name="pedidos",
        prefix=prefix,
        caption=_("Requests"),
        noun=(_("request"), _("requests")),
        columns=(
            Column(key="code", label=_("Code"), link=request_url),
            Column(key="kind", label=_("What is asked"), choices=Kind.choices),
            Column(key="state", label=_("State"), choices=State.choices, badge=STATES.get),
            Column(key="channel", label=_("How it came"), choices=Channel.choices),
            Column(key="received_on", label=_("Received on"), kind="date"),
            Column(key="due_on", label=_("Answer by"), kind="date"),
            Column(key="is_late", label=_("Late"), kind="flag", value=lambda one: one.is_late, sortable=False),
            Column(key="mentions_waiting", label=_("Mentions to decide"), kind="number"),
        ),
        filters=(
            Filter(key="kind", label=_("What is asked"), phrase=_("for “{choice}”"), choices=Kind.choices),
            Filter(key="state", label=_("State"), phrase=_("in the state “{choice}”"), choices=State.choices),
        ),
        search=("code", "name", "contact"),
        order="due_on",
        empty=Empty(
            title=_("No request"),
            text=_("What people ask about their data stands here, with the day by which they must be answered."),
            action_label=_("Enter a request"),
            action_url=reverse_lazy("rights:new_request"),
        ),
    )


OWN_REQUESTS = Table(
    name="os-meus-pedidos",
    caption=_("Your requests"),
    noun=(_("request"), _("requests")),
    columns=(
        Column(key="code", label=_("Code"), link=lambda one: reverse("rights:follow", args=[one.code])),
        Column(key="kind", label=_("What is asked"), choices=Kind.choices),
        Column(key="state", label=_("State"), choices=State.choices, badge=STATES.get),
        Column(key="received_on", label=_("Asked on"), kind="date"),
        Column(key="due_on", label=_("Answer by"), kind="date"),
    ),
    order="-received_on",
    formats=(),
    empty=Empty(title=_("You asked for nothing yet"), text=_("Your requests and their answers stand here.")),
)


def mentions_table(request: Request) -> Table:
    def url(mention: Mention) -> str:
        return reverse("rights:mention", args=[request.code, mention.pk])

    return Table(
        name="mencoes",
        caption=_("Mentions in other people's words"),
        noun=(_("mention"), _("mentions")),
        columns=(
            Column(key="table", label=_("Where"), value=lambda one: one.place[0], link=url),
            Column(key="column", label=_("Field"), value=lambda one: one.place[1]),
            Column(key="row", label=_("Record")),
            Column(key="places", label=_("Times"), kind="number"),
            Column(key="state", label=_("State"), choices=Mention.State.choices, badge=MENTIONS.get),
        ),
        filters=(
            Filter(key="state", label=_("State"), phrase=_("in the state “{choice}”"), choices=Mention.State.choices),
        ),
        order="-state",
        empty=Empty(
            title=_("Nobody else names this person"),
            text=_("Names in other people's texts and files are looked for when you ask for it."),
        ),
    )


ACTIVITIES = Table(
    name="tratamentos",
    caption=_("Processing activities"),
    noun=(_("activity"), _("activities")),
    columns=(
        Column(key="title", label=_("Activity"), link=lambda one: reverse("rights:activity", args=[one.code])),
        Column(key="purpose", label=_("Purposes")),
        Column(key="basis", label=_("Lawful basis"), choices=Basis.choices),
        Column(key="subjects", label=_("Whose data")),
        Column(key="categories", label=_("Categories of data")),
        Column(key="recipients", label=_("Recipients")),
        Column(key="transfers", label=_("Transfers")),
        Column(key="kept_for", label=_("Kept for how long")),
        Column(key="measures", label=_("Security measures")),
        Column(key="edited_at", label=_("Edited at"), kind="date"),
    ),
    filters=(Filter(key="basis", label=_("Lawful basis"), phrase=_("on the basis “{choice}”"), choices=Basis.choices),),
    search=("title", "purpose", "categories"),
    order="title",
    empty=Empty(
        title=_("The register is empty"),
        text=_("Draw it up from what the system declares, then make it yours."),
    ),
)
ASSESSMENTS = Table(
    name="avaliacoes",
    caption=_("Impact assessments"),
    noun=(_("assessment"), _("assessments")),
    columns=(
        Column(
            key="title",
            label=_("What is assessed"),
            link=lambda one: reverse("rights:assessment", args=[one.code]),
        ),
        Column(key="verdict", label=_("Advice"), value=lambda one: one.get_verdict_display(), sort="verdict"),
        Column(
            key="worst_left",
            label=_("Largest remaining risk, of 16"),
            kind="number",
            value=lambda one: one.worst_left,
            sortable=False,
        ),
        Column(key="review_on", label=_("To be reviewed on"), kind="date"),
    ),
    search=("title", "description"),
    order="review_on",
    empty=Empty(
        title=_("No impact assessment yet"),
        text=_("Begin one before data of children, of people in mourning or about health are used."),
    ),
)
BREACHES = Table(
    name="violacoes",
    caption=_("Breaches of personal data"),
    noun=(_("breach"), _("breaches")),
    columns=(
        Column(key="code", label=_("Code"), link=lambda one: reverse("rights:breach", args=[one.code])),
        Column(key="title", label=_("What happened")),
        Column(key="known_at", label=_("Known since"), kind="moment"),
        Column(
            key="authority_due",
            label=_("Tell the authority by"),
            kind="moment",
            value=lambda one: one.authority_due,
            sort="known_at",
        ),
        Column(key="level", label=_("Risk"), choices=Level.choices),
        Column(key="authority_told_at", label=_("Authority told at"), kind="moment"),
        Column(key="closed_at", label=_("Closed at"), kind="moment"),
    ),
    filters=(Filter(key="level", label=_("Risk"), phrase=_("with “{choice}”"), choices=Level.choices),),
    search=("code", "title"),
    order="-known_at",
    empty=Empty(title=_("No breach"), text=_("Every breach is written down here, told to the authority or not.")),
)

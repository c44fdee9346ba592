"""The lists on the page of people."""

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _

from labx.core.actors import LAB_ROLES
from labx.core.pages.listing import Column, Empty, Filter, Table
from labx.people.models import Account, Invitation


def roles_of(record: Account | Invitation) -> str:
    return ", ".join(str(LAB_ROLES.get(role, role)) for role in record.roles)


ACCOUNTS = Table(
    name="pessoas",
    caption=_("People"),
    noun=(_("person"), _("people")),
    columns=(
        Column(key="name", label=_("Name"), link=lambda account: reverse("people:person", args=[account.code])),
        Column(key="email", label=_("E-mail")),
        Column(key="roles", label=_("Roles"), value=roles_of),
        Column(key="has_second_step", label=_("Second step"), kind="flag"),
        Column(key="is_active", label=_("Open"), kind="flag"),
        Column(key="joined_at", label=_("Since"), kind="date"),
    ),
    filters=(
        Filter(
            key="papel",
            label=_("Role"),
            phrase=_("with the role {choice}"),
            choices=tuple(LAB_ROLES.items()),
            narrow=lambda people, role: people.filter(roles__contains=[role]),
        ),
    ),
    search=("name", "email"),
    order="name",
    empty=Empty(
        title=_("Nobody yet"),
        text=_("Who can sign in is listed here."),
        action_label=_("Invite someone"),
        action_url=reverse_lazy("people:invite"),
    ),
)
INVITATIONS = Table(
    name="convites",
    prefix="c-",
    caption=_("Open invitations"),
    noun=(_("invitation"), _("invitations")),
    columns=(
        Column(key="name", label=_("Name"), link=lambda one: reverse("people:invitation", args=[one.code])),
        Column(key="email", label=_("E-mail")),
        Column(key="roles", label=_("Roles"), value=roles_of),
        Column(key="state", label=_("Message"), sortable=False),
        Column(key="ends_at", label=_("Link works until"), kind="date"),
    ),
    order="-ends_at",
    formats=(),
    empty=Empty(title=_("No open invitation"), text=_("Invitations wait here until the person has chosen a password.")),
)

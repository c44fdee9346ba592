"""Lists of challenges."""

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _

from labx.core.pages.listing import Column, Empty, Filter, Table
from labx.portfolio.challenges.models import Challenge, State

BADGES = {State.DRAFT: "neutral", State.SUBMITTED: "warning", State.ACCEPTED: "success"}


def record_url(challenge: Challenge) -> str:
    return reverse("challenges:record", args=[challenge.code])


CHALLENGES = Table(
    name="desafios",
    caption=_("Challenges"),
    noun=(_("challenge"), _("challenges")),
    columns=(
        Column(key="title", label=_("Challenge"), link=record_url),
        Column(key="entity", label=_("Entity"), value=lambda c: c.entity_called, sort="entity__name"),
        Column(
            key="state",
            label=_("State"),
            choices=State.choices,
            badge=lambda state: BADGES.get(state, "neutral"),
        ),
        Column(key="submitted_at", label=_("Submitted"), kind="date"),
        Column(key="wait_days", label=_("Days waiting"), kind="number", value=lambda c: c.wait_days, sortable=False),
        Column(key="score_count", label=_("People who scored"), kind="number"),
        Column(key="deadline", label=_("Deadline"), kind="date"),
    ),
    filters=(
        Filter(
            key="estado", label=_("State"), phrase=_("in the state “{choice}”"), choices=State.choices, path="state"
        ),
    ),
    search=("title", "entity__name", "entity_name", "problem"),
    order="-submitted_at",
    empty=Empty(
        title=_("No challenge yet"),
        text=_(
            "A challenge is a problem of a public service that nobody knows how to solve. Yours will be listed here."
        ),
        action_label=_("Bring a challenge"),
        action_url=reverse_lazy("challenges:new"),
    ),
)

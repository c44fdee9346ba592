"""Lists of what a project learns."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from labx.core.pages.listing import Column, Empty, Filter, Table
from labx.portfolio.learning.models import Assumption, Kind, Prototype, Session
from labx.portfolio.learning.nodes import STATES, Bond

BADGES = {Assumption.State.HELD: "success", Assumption.State.FAILED: "danger"}


def assumption_url(assumption: Assumption) -> str:
    return reverse("learning:assumption", args=[assumption.project.slug, assumption.id])


ASSUMPTIONS = Table(
    name="pressupostos",
    caption=_("Assumptions"),
    noun=(_("assumption"), _("assumptions")),
    columns=(
        Column(key="statement", label=_("What must be true"), link=assumption_url),
        Column(key="side", label=_("Concerns"), choices=Assumption.Side.choices),
        Column(key="risk", label=_("Risk"), kind="number", value=lambda one: one.risk, sortable=False),
        Column(key="importance", label=_("Depends on it"), kind="number"),
        Column(key="uncertainty", label=_("Unknown"), kind="number"),
        Column(key="tested_by", label=_("Tested by"), value=lambda one: one.tested_by, sortable=False),
        Column(
            key="state",
            label=_("State"),
            choices=Assumption.State.choices,
            badge=lambda state: BADGES.get(state, "neutral"),
        ),
    ),
    filters=(
        Filter(
            key="estado",
            label=_("State"),
            phrase=_("in the state “{choice}”"),
            choices=Assumption.State.choices,
            path="state",
        ),
        Filter(
            key="lado", label=_("Concerns"), phrase=_("about “{choice}”"), choices=Assumption.Side.choices, path="side"
        ),
    ),
    search=("statement",),
    empty=Empty(
        title=_("No assumption yet"),
        text=_("What must be true for this to work, that nobody knows yet? The riskiest one is tested first."),
    ),
)


def node_url(row: dict) -> str:
    return row["node"].url


NODES = Table(
    name="coisas",
    prefix="c-",
    caption=_("Everything in the graph"),
    noun=(_("thing"), _("things")),
    columns=(
        Column(key="title", label=_("What it says"), link=node_url),
        Column(key="kind", label=_("Kind"), choices=Kind.choices),
        Column(key="state", label=_("How it stands")),
        Column(key="supports", label=_("Supports it"), kind="number"),
        Column(key="contradicts", label=_("Contradict it"), kind="number"),
    ),
    filters=(
        Filter(key="tipo", label=_("Kind"), phrase=_("of the kind “{choice}”"), choices=Kind.choices, path="kind"),
    ),
    search=("title",),
    empty=Empty(
        title=_("Nothing learned yet"),
        text=_("Write down what was observed, with where it can be looked up, and what you understood from it."),
    ),
)


def link_rows(bonds: list[Bond]) -> list[dict]:
    return [
        {
            "node": bond.source,
            "source": bond.source.title,
            "relation": bond.how,
            "target": bond.target.title,
            "strength": bond.strength_label,
            "reason": bond.reason,
        }
        for bond in bonds
    ]


LINKS = Table(
    name="ligacoes",
    prefix="l-",
    caption=_("Every link in the graph"),
    noun=(_("link"), _("links")),
    columns=(
        Column(key="source", label=_("This"), link=node_url),
        Column(key="relation", label=_("How")),
        Column(key="target", label=_("That")),
        Column(key="strength", label=_("Strength")),
        Column(key="reason", label=_("Why")),
    ),
    empty=Empty(title=_("No link yet"), text=_("Open a thing above and say what it supports or contradicts.")),
)


def node_rows(evidence) -> list[dict]:
    """In the order of the story, with how each stands and how much bears on it."""
    into: dict = {}
    for bond in evidence.bonds:
        into.setdefault((bond.target.id, str(bond.relation)), []).append(bond)
    return [
        {
            "node": node,
            "title": node.title,
            "kind": node.kind.value,
            "state": str(STATES[evidence.state_of(node)]()),
            "supports": len(into.get((node.id, "supports"), [])),
            "contradicts": len(into.get((node.id, "contradicts"), [])),
        }
        for node in evidence.some(set(evidence.nodes))
    ]


def prototype_url(prototype: Prototype) -> str:
    return reverse("learning:prototype", args=[prototype.project.slug, prototype.id])


PROTOTYPES = Table(
    name="prototipos",
    caption=_("Prototypes"),
    noun=(_("version"), _("versions")),
    columns=(
        Column(key="name", label=_("Prototype"), link=prototype_url),
        Column(key="version", label=_("Version"), kind="number"),
        Column(key="fidelity", label=_("How close to the real thing"), choices=Prototype.Fidelity.choices),
        Column(key="idea", label=_("Idea"), path="idea__title"),
        Column(key="session_count", label=_("Sessions"), kind="number"),
        Column(key="made_at", label=_("Made"), kind="date"),
    ),
    order="-made_at",
    empty=Empty(
        title=_("No prototype yet"),
        text=_("Paper is enough to begin with: something people can try, and tasks to try it with."),
    ),
)


def withdraw_url(session: Session) -> str:
    return reverse("learning:withdraw_session", args=[session.prototype.project.slug, session.id])


SESSIONS = Table(
    name="sessoes",
    caption=_("Sessions one by one"),
    noun=(_("session"), _("sessions")),
    columns=(
        Column(key="participant_code", label=_("Participant"), link=withdraw_url),
        Column(key="held_on", label=_("Day"), kind="date"),
        Column(key="results", label=_("Tasks"), value=lambda session: session.told, sortable=False),
        Column(key="note", label=_("What was noticed")),
    ),
    order="held_on",
    empty=Empty(title=_("No session yet"), text=_("Write down the first one: three people already show a lot.")),
)

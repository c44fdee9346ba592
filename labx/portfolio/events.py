"""What the portfolio tells the event log. The subject is the project itself, or who joined it."""

from django.utils.translation import gettext_lazy as _

from labx.core.events.declare import EventType, Key
from labx.core.pages.numbers import DesignGrade
from labx.portfolio.models.decisions import Outcome
from labx.portfolio.models.organisations import EntityRole
from labx.portfolio.models.projects import Stage

EVENT_TYPES = (
    EventType("portfolio.project_started", title=_("A project started"), unit="project", context={}, has_value=False),
    EventType(
        "portfolio.stage_changed",
        title=_("A project moved to another stage"),
        unit="project",
        context={"from": Key("code", choices=tuple(Stage.values)), "to": Key("code", choices=tuple(Stage.values))},
        has_value=False,
    ),
    EventType(
        "portfolio.protocol_frozen",
        title=_("A protocol was frozen"),
        unit="project",
        context={"protocol": Key("id"), "version": Key("number")},
        has_value=False,
    ),
    EventType(
        "portfolio.evidence_recorded",
        title=_("Evidence was recorded"),
        unit="project",
        context={"evidence": Key("id"), "grade": Key("code", choices=tuple(DesignGrade.values))},
        has_value=False,
    ),
    EventType(
        "portfolio.claim_published",
        title=_("A number was published"),
        unit="project",
        context={"claim": Key("id"), "grade": Key("code", choices=tuple(DesignGrade.values))},
        has_value=False,
    ),
    EventType(
        "portfolio.decision_recorded",
        title=_("A decision was recorded"),
        unit="project",
        context={"decision": Key("id"), "outcome": Key("code", choices=tuple(Outcome.values))},
        has_value=False,
    ),
    EventType(
        "portfolio.entity_joined",
        title=_("A public entity joined a project"),
        unit="entity",
        context={"role": Key("code", choices=tuple(EntityRole.values))},
        has_value=False,
    ),
    EventType("portfolio.partner_joined", title=_("A partner joined a project"), unit="partner", has_value=False),
)

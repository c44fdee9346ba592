"""Invented requests, an assessment and a breach, one of them late: a day of the data-protection officer."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core.actors import Actor
from labx.people.rights.actions import assessments, breaches, registers, requests
from labx.people.rights.models import Request

DAYS_AGO = (40, 12, 3)


def load(progress: Any, *, by: Actor) -> None:
    """Once: a demonstration that has any request is left as it is."""
    if Request.objects.exists():
        return
    registers.draw_up_register(by=by)
    today = timezone.localdate()
    letters = (
        ("access", _("An invented letter: I want to know what you keep about me.")),
        ("objection", _("An invented letter: do not invite me by telephone any more.")),
        ("rectification", _("An invented letter: my district is Aveiro, not Coimbra.")),
    )
    for (kind, wish), days in zip(letters, DAYS_AGO, strict=True):
        requests.enter_request(
            by=by,
            kind=kind,
            channel="letter",
            received_on=today - timedelta(days=days),
            name=_("Somebody invented"),
            wish=wish,
        )
    interviews = assessments.begin_assessment(
        by=by,
        title=_("Interviews with people in mourning (invented)"),
        description=_("An hour each, recorded with consent, written down without names, the recording erased after."),
        necessity=_("Nobody else can say where the letters hurt. A questionnaire would reach other people."),
        triggers=["bereavement"],
        review_on=today + timedelta(days=20),
    )
    assessments.add_risk(
        by=by,
        assessment=interviews,
        what=_("Someone is hurt by being asked"),
        likelihood=3,
        severity=3,
        measures=_("Trained interviewers, a list of where to find help, stopping at any moment."),
        likelihood_left=2,
        severity_left=2,
    )
    breaches.report_breach(
        by=by,
        title=_("A list of e-mails in the wrong field (invented)"),
        known_at=timezone.now() - timedelta(hours=50),
        what=_("Forty invitations went out with all addresses visible."),
        people=_("Forty people of the panel"),
        people_count=40,
        categories=_("E-mail addresses"),
    )

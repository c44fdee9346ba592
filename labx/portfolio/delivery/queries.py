"""Reads of delivery: what keeps projects waiting, handovers, follow-ups."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core.actors import Actor
from labx.core.packs.library import packs
from labx.core.packs.queries import newest_installed
from labx.core.pages.entries import Link, Moment
from labx.core.rooms import Opened
from labx.portfolio.days import midnight
from labx.portfolio.delivery.actions.handover import answer_digest, statement
from labx.portfolio.delivery.days import days_covered
from labx.portfolio.delivery.models import OVERDUE_DAYS, Blocker, FollowUp, Handover
from labx.portfolio.delivery.packs import PACK
from labx.portfolio.models import Project

GROWS_OLD_AFTER = dt.timedelta(days=30)


def blocker_by_id(slug: str, blocker: UUID) -> Blocker:
    return get_object_or_404(Blocker.objects.select_related("project"), pk=blocker, project__slug=slug)


def follow_up_by_id(slug: str, follow_up: UUID) -> FollowUp:
    found = FollowUp.objects.select_related("handover__project")
    return get_object_or_404(found, pk=follow_up, handover__project__slug=slug)


def handover_of(project: Project) -> Handover | None:
    found = Handover.objects.filter(project=project).select_related("entity").prefetch_related("follow_ups__evidence")
    return found.first()


def days_lost(blockers: Iterable[Blocker], today: dt.date) -> int:
    """Days on which at least one of these stood: those that overlap count once."""
    return days_covered((one.opened_on, one.closed_on or today) for one in blockers)


def waiting_for(actor: Actor) -> list[Link]:
    """What the desk shows of delivery: blockers growing old and answers that are overdue, of the projects one leads."""
    today = timezone.localdate()
    mine = Q(project__memberships__account_id=actor.id, project__memberships__role="lead")
    old = Blocker.objects.filter(mine, closed_on=None, opened_on__lte=today - GROWS_OLD_AFTER)
    waiting = [
        Link(
            _("%(kind)s has kept “%(title)s” waiting for %(days)s days")
            % {"kind": one.get_kind_display(), "title": one.project.title, "days": one.days},
            reverse("delivery:blockers", args=[one.project.slug]),
        )
        for one in old.select_related("project").distinct()
    ]
    of_handover = Q(handover__project__memberships__account_id=actor.id, handover__project__memberships__role="lead")
    late = FollowUp.objects.filter(of_handover, answered_at=None, due_on__lt=today - dt.timedelta(days=OVERDUE_DAYS))
    return waiting + [
        Link(
            _("The answer on “%(title)s” after %(months)s months is overdue")
            % {"title": one.handover.project.title, "months": one.months},
            reverse("delivery:handover", args=[one.handover.project.slug]),
        )
        for one in late.select_related("handover__project").distinct()
    ]


def story_of(project: Project) -> list[Moment]:
    """What delivery adds to a project's story: blockers by their days, the handover, the answers."""
    url = reverse("delivery:blockers", args=[project.slug])
    moments = []
    for one in project.blockers.all():
        moments.append(
            Moment(
                _("Blocked: %(kind)s") % {"kind": one.get_kind_display()}, midnight(one.opened_on), one.note, url=url
            )
        )
        if one.closed_on:
            title = _("No longer blocked: %(kind)s") % {"kind": one.get_kind_display()}
            moments.append(Moment(title, midnight(one.closed_on), one.how_closed, url=url))
    handover = handover_of(project)
    there = reverse("delivery:handover", args=[project.slug])
    if handover and handover.handed_over_on:
        taken = str(handover.entity or handover.owner_name)
        moments.append(Moment(_("Handed over"), midnight(handover.handed_over_on), taken, url=there))
    return moments


def open_follow_up(key: UUID) -> Opened:
    """Evidence that came from an owner's answer leads back to it."""
    found = FollowUp.objects.select_related("handover__project").get(pk=key)
    url = reverse("delivery:handover", args=[found.handover.project.slug])
    return Opened(_("Answer of the owner"), url, digest=answer_digest(found), sentence=statement(found))


def thresholds() -> dict[str, Any]:
    """The newest thresholds at hand: those installed, else those of the content folder."""
    installed = newest_installed(PACK)
    pack = installed.pack if installed else packs()[PACK]
    return {"content": pack.content, "version": pack.version, "review_by": pack.content["review_by"]}

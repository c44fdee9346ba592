"""Versions of prototypes, sessions with people, and what they showed."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import action, alone, in_edition, rewrite
from labx.core.actors import Actor
from labx.core.audit.record import record as record_audit
from labx.core.events.publish import publish
from labx.core.ids import new_id
from labx.portfolio.learning.models import Prototype, Session, Task, TaskResult, TestFinding
from labx.portfolio.learning.problems import NotNow
from labx.portfolio.models import Project

WORDS = ("name", "fidelity", "url", "changed", "idea")


@action
def make_prototype(
    *,
    by: Actor,
    project: Project,
    name: str,
    fidelity: str,
    tasks: Sequence[str],
    previous: Prototype | None = None,
    **words: Any,
) -> Prototype:
    """The first version, or the one after `previous`, which then says what changed."""
    policy.require(by, "learning.record", project)
    elsewhere = [one for one in (previous, words.get("idea")) if one and one.project_id != project.id]
    if elsewhere:
        raise NotNow(_("A version follows a version, and answers an idea, of its own project."))
    alone(f"learning.make_prototype {project.id}")
    if previous and Prototype.objects.filter(previous=previous).exists():
        raise NotNow(_("There is a next version of this one already. Go on from that one."))
    if previous and not words.get("changed", "").strip():
        raise NotNow(_("Say what changed since the version before."))
    prototype = Prototype.objects.create(
        project=project,
        name=name,
        fidelity=fidelity,
        previous=previous,
        version=previous.version + 1 if previous else 1,
        **words,
    )
    for text in tasks:
        Task.objects.create(prototype=prototype, text=text)
    record_audit(
        by=by,
        action="learning.make_prototype",
        target=prototype,
        project=project.id,
        after={**told(prototype), "tasks": list(tasks)},
    )
    return prototype


@action
def edit_prototype(
    *, by: Actor, prototype: Prototype, edition: int, tasks: Sequence[str] = (), **words: Any
) -> Prototype:
    """Change its words and add tasks. What people were asked already stays as it was asked."""
    policy.require(by, "learning.record", prototype)
    current = in_edition(prototype, edition)
    before = told(current)
    rewrite(current, WORDS, words)
    current.save()
    for text in tasks:
        Task.objects.create(prototype=current, text=text)
    record_audit(
        by=by,
        action="learning.edit_prototype",
        target=current,
        project=current.project_id,
        before=before,
        after={**told(current), "new_tasks": list(tasks)},
    )
    return current


@action
def record_session(
    *,
    by: Actor,
    prototype: Prototype,
    participant_code: str,
    held_on: date,
    results: Mapping[UUID, Mapping[str, Any]],
    note: str = "",
    subject: UUID | None = None,
) -> Session:
    """One person tried one version. `results` by task: success, seconds, errors, quote.

    `subject` is the person's where the laboratory knows them; without it the session counts as one of somebody's.
    """
    policy.require(by, "learning.record", prototype.project)
    if held_on > timezone.localdate():
        raise NotNow(_("A session cannot be dated in the future."))
    alone(f"learning.record_session {prototype.id}")
    if Session.objects.filter(prototype=prototype, participant_code=participant_code, withdrawn_at=None).exists():
        raise NotNow(_("This version already has a session with this code. Give each person a code of their own."))
    if not results or results.keys() - set(prototype.tasks.values_list("id", flat=True)):
        raise NotNow(_("Write down how the person fared with at least one task of this version."))
    session = Session.objects.create(
        prototype=prototype,
        participant_code=participant_code,
        subject=subject or uuid4(),
        held_on=held_on,
        note=note,
        recorded_by=by.key,
        event=new_id(),
    )
    TaskResult.objects.bulk_create(
        TaskResult(session=session, task_id=task, **told_of_task) for task, told_of_task in results.items()
    )
    record_audit(
        by=by,
        action="learning.record_session",
        target=session,
        project=prototype.project_id,
        after={"participant": participant_code, "held_on": held_on, "tasks": len(results)},
    )
    publish(
        name="learning.session_held",
        subject=session.subject,
        project=prototype.project_id,
        id=session.event,
        context=context_of(session, len(results)),
    )
    return session


@action
def withdraw_session(*, by: Actor, session: Session, why: str) -> Session:
    """It counts no more: the person asked for that, or it was written down by mistake."""
    policy.require(by, "learning.record", session.prototype)
    if not why.strip():
        raise NotNow(_("Say why the session is withdrawn."))
    current = Session.objects.select_for_update(no_key=True).get(pk=session.pk)
    if current.withdrawn_at is None:
        current.withdrawn_at, current.withdrawn_why = timezone.now(), why
        current.save(update_fields=["withdrawn_at", "withdrawn_why"])
        project = session.prototype.project_id
        record_audit(by=by, action="learning.withdraw_session", target=current, project=project, why=why)
        context = context_of(current, current.results.count())
        publish(
            name="learning.session_held",
            subject=current.subject,
            project=project,
            context=context,
            retracts=current.event,
        )
    return current


def context_of(session: Session, tasks: int) -> dict[str, Any]:
    prototype = session.prototype
    return {"session": session.id, "prototype": prototype.id, "fidelity": prototype.fidelity, "tasks": tasks}


@action
def record_test_finding(
    *, by: Actor, prototype: Prototype, statement: str, verdict: str, reason: str = ""
) -> TestFinding:
    """What the sessions showed, and whether the next version keeps, changes or drops it."""
    policy.require(by, "learning.record", prototype)
    if not prototype.sessions.filter(withdrawn_at=None).exists():
        raise NotNow(_("Nobody has tried this version yet. Write down a session first."))
    found = TestFinding.objects.create(
        prototype=prototype, statement=statement, verdict=verdict, reason=reason, recorded_by=by.key
    )
    record_audit(
        by=by,
        action="learning.record_test_finding",
        target=found,
        project=prototype.project_id,
        after={"statement": statement, "verdict": verdict, "reason": reason},
    )
    return found


def told(prototype: Prototype) -> dict[str, Any]:
    plain = {name: getattr(prototype, name) for name in WORDS}
    return {**plain, "idea": str(prototype.idea_id or ""), "version": prototype.version}

"""Jobs: started in the caller's transaction, seen to move, stopped, repeated, retried."""

from uuid import UUID

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from labx.core import accounts, policy
from labx.core.actors import Actor, system
from labx.core.audit.models import AuditEntry
from labx.core.jobs import declare
from labx.core.jobs.actions import NotNow, cancel_job, repeat_job, start
from labx.core.jobs.declare import UnknownJob, declared_job, job
from labx.core.jobs.models import Job, State
from labx.core.jobs.work import work_off

pytestmark = pytest.mark.django_db
OWNER = Actor("account", UUID(int=1), frozenset({"administrator"}))
OTHER = Actor("account", UUID(int=2), frozenset({"researcher"}))


class Refused(ValueError):
    """The reader's own mistake, told as it is."""


@pytest.fixture(autouse=True)
def known_accounts(monkeypatch):
    known = {actor.id: accounts.Contact(actor, "a@example.org", "pt") for actor in (OWNER, OTHER)}
    monkeypatch.setattr(accounts, "_source", [known.get])


@pytest.fixture
def declared(monkeypatch):
    monkeypatch.setattr(declare, "_declared", dict(declare._declared))

    def make(run, **options):
        job("test.work", title="Work", permission="core.read_audit", **options)(run)

    return make


def test_a_job_gets_its_arguments_and_its_starter_and_keeps_the_result(declared, run_jobs):
    seen = []

    def run(progress, *, by, number):
        progress.say(done=3, total=4, message="three of four")
        seen.append((by, number))
        return {"answer": number + 1}

    declared(run)
    begun = start("test.work", by=OWNER, number=41)
    assert (begun.state, begun.owner_id, seen) == (State.WAITING, OWNER.id, [])
    run_jobs()
    done = Job.objects.get(pk=begun.pk)
    assert (done.state, done.result, done.share_done, done.message) == ("done", {"answer": 42}, 0.75, "three of four")
    assert seen == [(OWNER, 41)]
    assert AuditEntry.objects.filter(action="core.start_job", target_id=str(begun.pk)).exists()


def test_a_job_is_queued_only_if_the_transaction_commits(declared):
    declared(lambda progress, *, by: None)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        start("test.work", by=OWNER)
        raise ZeroDivisionError
    assert not ProcrastinateJob.objects.filter(task_name="labx.core.jobs.run").exists()
    start("test.work", by=OWNER)
    assert ProcrastinateJob.objects.filter(task_name="labx.core.jobs.run").count() == 1


def test_nobody_starts_what_the_policy_does_not_give_them(declared):
    declared(lambda progress, *, by: None)
    with pytest.raises(policy.NotAllowed):
        start("test.work", by=OTHER)
    with pytest.raises(UnknownJob, match="switched off"):
        start("test.nothing", by=OWNER)


@pytest.mark.usefixtures("declared")
def test_a_project_role_is_enough_where_the_permission_says_so(monkeypatch):
    project = UUID(int=9)
    monkeypatch.setattr(policy, "_membership", [lambda account, of: frozenset({"lead"} if of == project else ())])
    monkeypatch.setitem(
        policy._permissions, "test.do", policy.Permission("test.do", "", project_roles=frozenset({"lead"}))
    )
    job("test.work", permission="test.do")(lambda progress, *, by: None)
    assert start("test.work", by=OTHER, project=project).project_id == project
    with pytest.raises(policy.NotAllowed):
        start("test.work", by=OTHER, project=UUID(int=8))


def test_a_failure_that_may_pass_is_tried_again_later_and_later(declared, run_jobs):
    tries = []

    def run(progress, *, by):
        tries.append(1)
        if len(tries) < 3:
            raise ConnectionError("no answer")
        return {}

    declared(run, retry_on=(ConnectionError,))
    begun = start("test.work", by=OWNER)
    run_jobs()
    assert (len(tries), Job.objects.get(pk=begun.pk).state) == (3, "done")
    waits = ProcrastinateJob.objects.filter(task_name="labx.core.jobs.run", scheduled_at__isnull=False)
    first, second = sorted(row.scheduled_at for row in waits)
    assert 15 < (second - first).total_seconds() < 25


def test_attempts_come_to_an_end(declared, run_jobs):
    def run(progress, *, by):
        raise ConnectionError("no answer")

    declared(run, retry_on=(ConnectionError,), attempts=2)
    begun = start("test.work", by=OWNER)
    run_jobs()
    failed = Job.objects.get(pk=begun.pk)
    assert (failed.state, failed.attempts) == ("failed", 2)
    assert "ConnectionError" in failed.error
    assert "no answer" not in failed.error


def test_the_readers_own_mistake_is_told_as_it_is(declared, run_jobs):
    def run(progress, *, by):
        raise Refused("Row 3 has no date. Write it as 31/12/2026.")

    declared(run, explains=(Refused,))
    begun = start("test.work", by=OWNER)
    run_jobs()
    assert Job.objects.get(pk=begun.pk).error == "Row 3 has no date. Write it as 31/12/2026."


def test_a_waiting_job_is_stopped_at_once_and_can_run_again(declared, run_jobs):
    declared(lambda progress, *, by: {"ran": True})
    begun = start("test.work", by=OWNER)
    with pytest.raises(policy.NotAllowed):
        cancel_job(by=OTHER, job=begun)
    cancel_job(by=OWNER, job=begun)
    run_jobs()
    assert Job.objects.get(pk=begun.pk).state == "cancelled"
    with pytest.raises(NotNow):
        cancel_job(by=OWNER, job=begun)
    repeat_job(by=OWNER, job=begun)
    run_jobs()
    again = Job.objects.get(pk=begun.pk)
    assert (again.state, again.result) == ("done", {"ran": True})
    with pytest.raises(NotNow):
        repeat_job(by=OWNER, job=again)


def test_a_running_job_stops_where_it_next_says_how_far_it_is(declared, run_jobs):
    reached = []

    def run(progress, *, by):
        cancel_job(by=OWNER, job=Job.objects.get(state="running"))
        with transaction.atomic():
            reached.append("written, then undone")
            Job.objects.filter(state="running").update(result={"half": True})
            progress.say(done=1)
        reached.append("never")

    declared(run)
    begun = start("test.work", by=OWNER)
    run_jobs()
    stopped = Job.objects.get(pk=begun.pk)
    assert (stopped.state, stopped.result, reached) == ("cancelled", None, ["written, then undone"])


def test_what_a_dead_worker_was_doing_is_done_again(declared):
    declared(lambda progress, *, by: {"whole": True})
    begun = start("test.work", by=OWNER)
    Job.objects.filter(pk=begun.pk).update(state="running", attempts=1)
    work_off(begun.pk, connection)
    assert Job.objects.get(pk=begun.pk).result == {"whole": True}


def test_a_job_that_kills_its_worker_each_time_is_given_up(declared):
    declared(lambda progress, *, by: {"whole": True}, attempts=3)
    begun = start("test.work", by=OWNER)
    Job.objects.filter(pk=begun.pk).update(state="running", attempts=3)
    work_off(begun.pk, connection)
    assert Job.objects.get(pk=begun.pk).state == "failed"


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_not_do_the_same_job(declared):
    other = connection.copy()

    def run(progress, *, by):
        work_off(begun.pk, other)
        return {"count": 1}

    declared(run)
    begun = start("test.work", by=OWNER)
    work_off(begun.pk, connection)
    other.close()
    assert (Job.objects.get(pk=begun.pk).attempts, Job.objects.get(pk=begun.pk).state) == (1, "done")
    assert ProcrastinateJob.objects.filter(scheduled_at__isnull=False).count() == 1


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_while_the_job_is_in_one_long_transaction(declared):
    other, seen = connection.copy(), []

    def run(progress, *, by):
        with transaction.atomic():
            Job.objects.count()
            progress.say(done=1, total=2, message="half")
            seen.append(Job.objects.get().message)

    declared(run)
    begun = start("test.work", by=OWNER)
    work_off(begun.pk, other)
    other.close()
    assert seen == ["half"]


def test_who_is_gone_can_no_longer_act(declared, run_jobs, monkeypatch):
    declared(lambda progress, *, by: None)
    begun = start("test.work", by=OWNER)
    monkeypatch.setattr(accounts, "_source", [lambda account: None])
    run_jobs()
    assert "no longer an active account" in Job.objects.get(pk=begun.pk).error


def test_a_job_of_a_room_that_is_off_says_so(declared, run_jobs):
    begun = Job.objects.create(name="gone.work", actor=system("x").key)
    run_jobs()
    assert "switched off" in Job.objects.get(pk=begun.pk).error


def test_a_deleted_row_stops_its_job(declared):
    def run(progress, *, by):
        Job.objects.all().delete()
        progress.say(done=1, message="on")

    declared(run)
    work_off(start("test.work", by=system("x")).pk, connection)
    assert not Job.objects.exists()
    work_off(UUID(int=77), connection)


def test_names_are_unique(declared):
    declared(lambda progress, *, by: None)
    with pytest.raises(ValueError, match="Two jobs"):
        declared(lambda progress, *, by: None)
    assert declared_job("test.work").title == "Work"

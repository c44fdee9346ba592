"""Every write of the trials room."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import action, alone
from labx.core.actors import Actor
from labx.core.audit.record import record as record_audit
from labx.core.events.publish import NewEvent, publish_many
from labx.core.files.uploads import keep
from labx.core.frozen.canonical import digest
from labx.core.frozen.signing import sign
from labx.core.jobs.actions import start
from labx.core.jobs.queries import idle
from labx.core.pages import formats
from labx.core.search.index import refresh
from labx.portfolio.actions.projects import free_slug
from labx.portfolio.learning.actions.evidence import withdraw_evidence_of
from labx.portfolio.models import Claim, Protocol
from labx.trials.analysis.analyse import LAST, analyse
from labx.trials.analysis.table import Table
from labx.trials.designs.declare import Look
from labx.trials.intake.exposures import events_of, heard
from labx.trials.intake.rows import LISTED, Intake
from labx.trials.models import Analysis, Dataset, Trial
from labx.trials.plan.reading import read_plan


class NotNow(Exception):
    """This cannot be done in the state things are in; the message says what comes first."""


class BadDays(ValueError):
    """The days of a trial cannot be those."""


@action
def open_trial(*, by: Actor, protocol: Protocol) -> Trial:
    """Begin carrying out a frozen protocol. Data come only after what will be done with them is fixed."""
    policy.require(by, "trials.open", protocol)
    if not protocol.is_frozen:
        raise NotNow(_("Freeze the protocol first: data come only after the plan is fixed."))
    alone("trials.open_trial")
    taken = Trial.objects.values_list("slug", flat=True)
    trial, created = Trial.objects.get_or_create(
        protocol=protocol,
        defaults={"project": protocol.project, "slug": free_slug(protocol.title, taken), "title": protocol.title},
    )
    if created:
        record_audit(
            by=by,
            action="trials.open",
            target=trial,
            project=trial.project_id,
            after={"protocol": str(protocol.id), "digest": protocol.digest},
        )
        refresh(trial)
    return trial


@action
def keep_upload(
    *,
    by: Actor,
    trial: Trial,
    pieces: Iterable[bytes],
    name: str,
    source: str,
    started_on: date,
    measured_until: date,
    is_open: bool = False,
) -> Dataset:
    """Keep the file exactly as it came; nothing is read from it yet."""
    policy.require(by, "trials.import_data", trial)
    check_days(started_on, measured_until)
    kept = keep(pieces, name=name, folder=Dataset.kept_in())
    dataset = Dataset.objects.create(
        trial=trial,
        original_name=name[:255],
        sha256=kept.sha256,
        bytes=kept.size_bytes,
        source=source,
        started_on=started_on,
        measured_until=measured_until,
        is_open=is_open,
    )
    record_audit(
        by=by,
        action="trials.keep_upload",
        target=dataset,
        project=trial.project_id,
        after={"name": name, "sha256": kept.sha256, "bytes": kept.size_bytes, "source": source, "is_open": is_open},
    )
    return dataset


def check_days(started_on: date, measured_until: date) -> None:
    if measured_until < started_on:
        raise BadDays(_("The last measurement cannot come before the first day."))
    if measured_until > timezone.localdate():
        raise BadDays(
            _("The last measurement, on %(day)s, has not come yet: bring the data after it.")
            % {"day": formats.day(measured_until)}
        )


@action
def start_import(*, by: Actor, dataset: Dataset, form: dict[str, Any], mapping: dict[str, Any]) -> Dataset:
    """Fix which column says what, and have the worker read the file."""
    policy.require(by, "trials.import_data", dataset)
    current = idle(dataset, NotNow)
    if current.state == Dataset.State.IMPORTED:
        raise NotNow(_("These data are imported already: undo that first."))
    if current.removed_at:
        raise NotNow(_("The file itself is no longer kept. Hand it in again."))
    before, current.mapping = current.mapping, mapping
    current.format, current.state = form, Dataset.State.UPLOADED
    current.problems, current.problem_count = [], 0
    current.job = start("trials.import_data", by=by, project=current.project_id, dataset=str(current.id)).id
    current.save()
    record_audit(
        by=by,
        action="trials.start_import",
        target=current,
        project=current.project_id,
        before={"mapping": before},
        after={"mapping": mapping},
    )
    return current


@action
def start_undo(*, by: Actor, dataset: Dataset, why: str) -> Dataset:
    policy.require(by, "trials.import_data", dataset)
    current = idle(dataset, NotNow)
    check_undoable(current)
    current.job = start("trials.undo_import", by=by, project=current.project_id, dataset=str(current.id), why=why).id
    current.save(update_fields=["job"])
    return current


def check_undoable(dataset: Dataset) -> None:
    if dataset.state != Dataset.State.IMPORTED:
        raise NotNow(_("These data are not imported: there is nothing to undo."))
    found = [id for id in dataset.analyses.values_list("id", flat=True)]
    if Claim.objects.filter(evidence__room="trials", evidence__reference_id__in=found, withdrawn_at=None).exists():
        raise NotNow(_("A published number rests on these data: withdraw it first, so that its readers learn why."))


@action
def refuse_data(*, by: Actor, dataset: Dataset, problems: list[dict[str, Any]], count: int) -> Dataset:
    """Nothing was imported: keep what was wrong, so that it can be mended."""
    policy.require(by, "trials.import_data", dataset)
    dataset.state, dataset.problems, dataset.problem_count = Dataset.State.REFUSED, problems[:LISTED], count
    dataset.save(update_fields=["state", "problems", "problem_count"])
    record_audit(
        by=by, action="trials.refuse_data", target=dataset, project=dataset.project_id, after={"problems": count}
    )
    return dataset


@action
def import_people(*, by: Actor, dataset: Dataset, intake: Intake, told: Any = None) -> Dataset:
    """Publish everyone to the event log under random ids, all or nobody."""
    policy.require(by, "trials.import_data", dataset)
    trial = Trial.objects.select_for_update(no_key=True).get(pk=dataset.trial_id)
    current = Dataset.objects.select_for_update(no_key=True).get(pk=dataset.pk)
    if current.state == Dataset.State.IMPORTED:
        return current
    if trial.datasets.filter(state=Dataset.State.IMPORTED).exists():
        raise NotNow(
            _("This trial already has data. Undo that import before another, so that nobody is counted twice.")
        )
    plan = read_plan(current.trial.protocol.plan)
    count = publish_many(heard(events_of(current, plan, intake.table), told))
    current.state, current.rows, current.imported_at = Dataset.State.IMPORTED, len(intake.table), timezone.now()
    current.problems = [asdict(problem) for problem in intake.problems]
    current.problem_count = intake.problem_count
    current.save()
    record_audit(
        by=by,
        action="trials.import_people",
        target=current,
        project=current.project_id,
        after={"people": len(intake.table), "left_out": intake.faulty_rows, "events": count, "sha256": current.sha256},
    )
    return current


@action
def undo_import(*, by: Actor, dataset: Dataset, why: str, retractions: Iterable[NewEvent]) -> Dataset:
    """Take every event of the import back by one that retracts it; the original file stays."""
    policy.require(by, "trials.import_data", dataset)
    current = Dataset.objects.select_for_update(no_key=True).get(pk=dataset.pk)
    check_undoable(current)
    count = publish_many(retractions)
    current.state, current.undone_at = Dataset.State.UNDONE, timezone.now()
    current.save(update_fields=["state", "undone_at"])
    record_audit(
        by=by, action="trials.undo_import", target=current, project=current.project_id, why=why, after={"events": count}
    )
    analyses = Analysis.objects.filter(dataset=current).values_list("id", flat=True)
    withdraw_evidence_of(by=by, room="trials", kind="analysis", ids=analyses, why=why)
    return current


@action
def record_checks(*, by: Actor, dataset: Dataset, found: dict[str, Any]) -> Dataset:
    """Keep what may be seen before any look: the sizes of the arms, and how alike they were before the start."""
    policy.require(by, "trials.import_data", dataset)
    current = Dataset.objects.select_for_update(no_key=True).get(pk=dataset.pk)
    if current.checks != found:
        current.checks = found
        current.save(update_fields=["checks"])
        record_audit(
            by=by,
            action="trials.record_checks",
            target=current,
            project=current.project_id,
            after={"share_check": found["share_check"]},
        )
    return current


@action
def record_analysis(*, by: Actor, dataset: Dataset, table: Table, look: Look = LAST) -> Analysis:
    """Run the frozen plan, and keep the result hashed and signed. The same data give the same analysis once."""
    policy.require(by, "trials.analyse", dataset)
    trial = dataset.trial
    result = analyse(read_plan(trial.protocol.plan), table, look)
    content = {
        "trial": {"id": str(trial.id), "title": trial.title},
        "protocol": {"id": str(trial.protocol_id), "digest": trial.protocol.digest},
        "dataset": {"id": str(dataset.id), "sha256": dataset.sha256, "source": dataset.source},
        "measured_until": dataset.measured_until.isoformat(),
        "result": result,
    }
    sealed = digest(content)
    known = Analysis.objects.filter(dataset=dataset, digest=sealed).first()
    if known:
        return known
    analysis = Analysis.objects.create(
        trial=trial,
        dataset=dataset,
        result=content,
        digest=sealed,
        computed_by=by.key,
        signature=sign(sealed, purpose="analysis").as_json(),
    )
    record_audit(
        by=by, action="trials.record_analysis", target=analysis, project=trial.project_id, after={"digest": sealed}
    )
    return analysis

"""A file of organisations: kept, checked, brought in by decision, taken back whole."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import action
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.events.publish import publish_many
from labx.core.files.uploads import keep
from labx.core.jobs.actions import start
from labx.core.jobs.progress import Told, silent
from labx.core.jobs.queries import idle
from labx.core.search.index import forget_many
from labx.people.organisations.actions.merging import links_to
from labx.people.organisations.actions.registering import (
    ROWS_AT_ONCE,
    no_longer_counted,
    pieces,
    register_many,
)
from labx.people.organisations.errors import NotNow
from labx.people.organisations.models import Import, Organisation, Partner, PublicEntity
from labx.people.organisations.register import settle_parents
from labx.people.organisations.rows import KNOWN, SIMILAR, Intake

SHOWN_TWINS = 1_000
UPLOAD_BYTES = 200 * 1024**2


@action
def keep_upload(*, by: Actor, kind: str, pieces: Iterable[bytes], name: str, source: str) -> Import:
    """Keep the file exactly as it came; nothing is read from it yet."""
    policy.require(by, "organisations.bring")
    kept = keep(pieces, name=name, folder=Import.kept_in(), limit_bytes=UPLOAD_BYTES)
    new = Import.objects.create(
        kind=kind,
        original_name=name[:255],
        sha256=kept.sha256,
        bytes=kept.size_bytes,
        source=source,
        owner_id=by.account_id,
    )
    after = {"kind": kind, "name": name, "sha256": kept.sha256, "bytes": kept.size_bytes, "source": source}
    record(by=by, action="organisations.keep_upload", target=new, after=after)
    return new


@action
def choose_columns(*, by: Actor, file: Import, form: dict[str, Any], columns: dict[str, str]) -> Import:
    """Fix which column says what."""
    policy.require(by, "organisations.bring")
    current = idle(file, NotNow)
    if current.state == Import.State.IMPORTED:
        raise NotNow(_("This file was imported already: undo that first."))
    current.format, current.columns, current.state = form, columns, Import.State.UPLOADED
    current.save()
    record(by=by, action="organisations.choose_columns", target=current, after={"columns": columns})
    return current


@action
def start_check(*, by: Actor, file: Import, form: dict[str, Any], columns: dict[str, str]) -> Import:
    """Have the worker read and judge every row; nothing is registered yet."""
    return working(choose_columns(by=by, file=file, form=form, columns=columns), "organisations.check_file", by)


def working(file: Import, job: str, by: Actor, **words: str) -> Import:
    file.job = start(job, by=by, file=str(file.id), **words).id
    file.save(update_fields=["job"])
    return file


@action
def refuse_file(*, by: Actor, file: Import, problem: dict[str, Any]) -> Import:
    """The table as a whole cannot be read."""
    policy.require(by, "organisations.bring")
    file.state, file.problems, file.problem_count = Import.State.REFUSED, [problem], 1
    file.rows = file.good_rows = file.faulty_rows = file.known_rows = file.similar_rows = 0
    file.twins = []
    file.save()
    record(by=by, action="organisations.refuse_file", target=file, after={"code": problem["code"]})
    return file


@action
def keep_check(*, by: Actor, file: Import, intake: Intake) -> Import:
    """What the check found, for the preview."""
    policy.require(by, "organisations.bring")
    note(file, intake)
    file.state = Import.State.CHECKED
    file.save()
    after = {"rows": file.rows, "faulty": file.faulty_rows, "known": file.known_rows, "similar": file.similar_rows}
    record(by=by, action="organisations.keep_check", target=file, after=after)
    return file


def note(file: Import, intake: Intake) -> None:
    known, similar = intake.twins_of(KNOWN), intake.twins_of(SIMILAR)
    file.rows, file.good_rows, file.faulty_rows = intake.rows, len(intake.good), len(intake.faulty)
    file.known_rows, file.similar_rows = len(known), len(similar)
    file.problems = [asdict(problem) for problem in intake.problems]
    file.problem_count = intake.problem_count
    file.twins = [*similar, *known][:SHOWN_TWINS]


@action
def decide(*, by: Actor, file: Import, similar_too: bool, without_faulty: bool) -> Import:
    """What to take of what the preview showed. Rows already here are never taken a second time."""
    policy.require(by, "organisations.bring")
    current = idle(file, NotNow)
    if current.state != Import.State.CHECKED:
        raise NotNow(_("Check the file first: choose its columns."))
    if current.faulty_rows and not without_faulty:
        raise NotNow(_("Some rows are faulty: say that they are left out, or mend the file and bring it again."))
    current.choices = {"similar_too": similar_too}
    current.save(update_fields=["choices"])
    record(by=by, action="organisations.decide", target=current, after=current.choices)
    return current


@action
def start_import(*, by: Actor, file: Import, similar_too: bool, without_faulty: bool) -> Import:
    decided = decide(by=by, file=file, similar_too=similar_too, without_faulty=without_faulty)
    return working(decided, "organisations.bring_file", by)


@action
def bring(*, by: Actor, file: Import, intake: Intake, told: Told = silent) -> Import:
    """Everything that is to be taken, or nothing. Done again after an interruption, it does no more."""
    policy.require(by, "organisations.bring")
    current = Import.objects.select_for_update(no_key=True).get(pk=file.pk)
    if current.state == Import.State.IMPORTED:
        return current
    lock_register()
    taken = intake.taken(similar_too=current.choices["similar_too"])
    if current.kind == Import.Kind.ENTITIES:
        settle_parents(taken, intake.twins, intake.good)
    note(current, intake)
    current.brought = register_many(
        by=by, organisations=[row.organisation for row in taken], told=told, brought_by=current
    )
    current.state, current.imported_at, current.kept_back = Import.State.IMPORTED, timezone.now(), []
    current.save()
    return current


def lock_register() -> None:
    """Nobody registers between the check of what is here and the registering; readers go on."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE organisations_publicentity, organisations_partner IN SHARE ROW EXCLUSIVE MODE")


@action
def start_undo(*, by: Actor, file: Import, why: str) -> Import:
    policy.require(by, "organisations.bring")
    current = idle(file, NotNow)
    refuse_not_imported(current)
    return working(current, "organisations.undo_file", by, why=why)


def refuse_not_imported(file: Import) -> None:
    if file.state != Import.State.IMPORTED:
        raise NotNow(_("This file is not imported: there is nothing to undo."))


@action
def undo_import(*, by: Actor, file: Import, why: str, told: Told = silent) -> Import:
    """Take back every organisation the file brought; what is in use or was worked on since stays, and is named."""
    policy.require(by, "organisations.bring")
    current = Import.objects.select_for_update(no_key=True).get(pk=file.pk)
    refuse_not_imported(current)
    model: type[Organisation] = PublicEntity if current.kind == Import.Kind.ENTITIES else Partner
    lock_register()
    brought = {one.pk: one for one in model.objects.filter(brought_by=current)}
    staying = in_use(model, brought)
    going = [one for pk, one in brought.items() if pk not in staying]
    for number, some in enumerate(pieces(going)):
        told(done=number * ROWS_AT_ONCE, total=len(going), message=_("Taking organisations back."))
        publish_many(no_longer_counted(one) for one in some)
    remove(model, [one.pk for one in going])
    current.kept_back = [{"name": brought[pk].name, "code": brought[pk].code} for pk in staying]
    current.state, current.brought = Import.State.UNDONE, len(staying)
    current.save()
    after = {"taken_back": len(going), "in_use": len(staying)}
    record(by=by, action="organisations.undo_import", target=current, why=why, after=after)
    return current


def in_use(model: type[Organisation], brought: dict[Any, Any]) -> set[Any]:
    """Those edited or merged since, those that something else points to, and those that these point to."""
    if not brought:
        return set()
    file = next(iter(brought.values())).brought_by
    staying = {pk for pk, one in brought.items() if one.edition > 1 or one.merged_into_id}
    upward = []
    for field in [*links_to(model), model._meta.get_field("merged_into")]:
        pointing = field.model._base_manager.filter(**{f"{field.name}__brought_by": file})
        if field.model is model:
            pointing = pointing.exclude(brought_by=file)
            upward.append(field.attname)
        staying |= set(pointing.values_list(field.attname, flat=True))
    while above := {getattr(brought[pk], name) for pk in staying for name in upward} & brought.keys() - staying:
        staying |= above
    return staying


def remove(model: type[Organisation], ids: list[Any]) -> None:
    """Straight from the table: that nothing points to them was just found out, and the register is locked."""
    for some in pieces(ids):
        model.objects.filter(pk__in=some)._raw_delete("default")
        forget_many(model, some)

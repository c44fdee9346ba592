"""Recording, sealing, erasing and verifying, in the database."""

import json
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, connection, transaction

from labx.core.actors import Actor, system
from labx.core.audit import checkpoints
from labx.core.audit import verify as verification
from labx.core.audit.cli import audit
from labx.core.audit.erase import NothingErased, erase_payloads
from labx.core.audit.models import AuditEntry, AuditPayload
from labx.core.audit.record import NoTransaction, record
from labx.core.audit.seal import seal
from labx.core.audit.verify import erased, verify
from labx.core.ids import new_id
from labx.core.policy import NotAllowed

pytestmark = pytest.mark.django_db
OFFICER = Actor("account", UUID(int=5), frozenset({"data_protection_officer"}))


@pytest.fixture(autouse=True)
def own_var(settings, tmp_path):
    settings.VAR = tmp_path
    settings.KEYS_DIR = tmp_path / "keys"


def written(count: int) -> list[AuditEntry]:
    before = set(AuditEntry.objects.values_list("id", flat=True))
    for number in range(count):
        record(by=system("test"), action="test.do", target=("test.thing", str(number)), why=f"reason {number}")
    return list(AuditEntry.objects.exclude(id__in=before).order_by("id"))


def unguarded(statement: str, *arguments: object) -> None:
    """Change rows as somebody with the database's own password could."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for switch in ("DISABLE", "ENABLE"):
            for table in ("audit_auditentry", "audit_auditpayload"):
                cursor.execute(f"ALTER TABLE {table} {switch} TRIGGER USER")
            if switch == "DISABLE":
                cursor.execute(statement, arguments)


def test_an_entry_tells_who_what_why_and_how_it_was():
    project = new_id()
    record(
        by=OFFICER,
        action="test.change",
        target=("test.thing", project),
        why="asked by the person",
        before={"name": "A", "cost": Decimal("1.50")},
        after={"name": "B", "day": date(2026, 1, 2), "large": 2**60},
        project=project,
    )
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.action, entry.target_id) == (f"account:{UUID(int=5)}", "test.change", str(project))
    assert json.loads(entry.payload.content) == {
        "why": "asked by the person",
        "before": {"name": "A", "cost": "1.50"},
        "after": {"name": "B", "day": "2026-01-02", "large": str(2**60)},
    }


def test_a_record_is_named_by_its_kind_and_key():
    record(by=OFFICER, action="test.do", target=AuditEntry(id=UUID(int=9)))
    assert (AuditEntry.objects.get().target_kind, AuditEntry.objects.get().target_id) == (
        "audit.auditentry",
        str(UUID(int=9)),
    )


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused():
    with pytest.raises(NoTransaction, match="inside the action's transaction"):
        record(by=OFFICER, action="test.do", target=("test.thing", "1"))


def test_sealing_gives_places_in_order_and_continues_where_it_was(monkeypatch):
    monkeypatch.setattr("labx.core.audit.seal.BATCH", 3)
    written(7)
    assert seal() == 7
    written(2)
    assert seal() == 2
    assert seal() == 0
    assert sorted(AuditEntry.objects.values_list("position", flat=True)) == list(range(1, 10))
    assert list(verify()) == []


@pytest.mark.django_db(transaction=True)
def test_an_entry_committed_late_comes_later_in_the_chain():
    written_late = connection.copy()
    with transaction.atomic():
        written(1)
    with written_late.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(
            "INSERT INTO audit_auditentry (id, at, actor, action, target_kind, target_id, payload_digest)"
            " VALUES ('00000000-0000-7000-8000-000000000000', now(), 'account:1', 'test.do', 'test.thing', '1', '')"
        )
        with transaction.atomic():
            written(1)
        assert seal() == 2
        cursor.execute("COMMIT")
    written_late.close()
    assert seal() == 1
    late = AuditEntry.objects.get(pk="00000000-0000-7000-8000-000000000000")
    assert late.position == 3


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_auditentry SET actor = 'account:x'",
        "UPDATE audit_auditentry SET position = NULL",
        "DELETE FROM audit_auditentry",
        "UPDATE audit_auditpayload SET content = '{}'",
        "DELETE FROM audit_auditpayload",
    ],
)
@pytest.mark.parametrize("is_sealed", [True, False])
def test_the_database_refuses_to_change_or_delete(statement, is_sealed):
    written(2)
    if is_sealed:
        seal()
    elif "position = NULL" in statement:
        statement = "UPDATE audit_auditentry SET position = 5, action = 'x'"
    with pytest.raises(DatabaseError, match="audit"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("statement", "field"),
    [
        ("UPDATE audit_auditentry SET actor = 'account:x' WHERE position = 4", "content"),
        ("UPDATE audit_auditentry SET at = at + interval '1 microsecond' WHERE position = 4", "content"),
        ("UPDATE audit_auditentry SET project_id = gen_random_uuid() WHERE position = 4", "content"),
        ("UPDATE audit_auditentry SET hash = set_bit(hash, 3, 1 - get_bit(hash, 3)) WHERE position = 4", "hash"),
        (
            "UPDATE audit_auditentry SET previous = set_bit(previous, 3, 1 - get_bit(previous, 3)) WHERE position = 4",
            "previous",
        ),
        (
            "UPDATE audit_auditpayload SET content = replace(content, 'reason', 'season') "
            "FROM audit_auditentry WHERE id = entry_id AND position = 4",
            "payload",
        ),
        ("DELETE FROM audit_auditpayload USING audit_auditentry WHERE id = entry_id AND position = 4", "payload"),
    ],
)
def test_verification_names_what_was_changed_behind_our_back(statement, field):
    written(6)
    seal()
    unguarded(statement)
    found = list(verify())
    assert [(fault.position, fault.field) for fault in found] == [(4, field)]
    assert found[0].id == str(AuditEntry.objects.get(position=4).id)


def test_a_chain_cut_short_is_found_against_its_checkpoint():
    written(5)
    seal()
    checkpoint = checkpoints.make_checkpoint()
    unguarded("DELETE FROM audit_auditpayload USING audit_auditentry WHERE id = entry_id AND position > 3")
    unguarded("DELETE FROM audit_auditentry WHERE position > 3")
    assert list(verify()) == []
    assert [fault.position for fault in verify(checkpoint)] == [4, 5]


def test_an_empty_chain_is_found_against_its_checkpoint():
    written(2)
    seal()
    checkpoint = checkpoints.make_checkpoint()
    unguarded("DELETE FROM audit_auditpayload")
    unguarded("DELETE FROM audit_auditentry")
    assert [fault.position for fault in verify(checkpoint)] == [1, 2]


def test_a_checkpoint_is_signed_and_read_back(tmp_path):
    written(2)
    seal()
    made = checkpoints.make_checkpoint()
    assert checkpoints.latest_checkpoint() == made
    assert checkpoints.make_checkpoint() == made
    path = checkpoints.folder() / "checkpoint-000000000002.json"
    path.write_text(path.read_text().replace('"position": 2', '"position": 1'))
    with pytest.raises(checkpoints.NoCheckpoint, match=r"changed|alterado"):
        checkpoints.latest_checkpoint()
    other = tmp_path / "other.json"
    other.write_text("[]")
    with pytest.raises(checkpoints.NoCheckpoint, match="not written as one"):
        checkpoints.read_checkpoint(other)


def test_nothing_sealed_gives_no_checkpoint():
    assert checkpoints.latest_checkpoint() is None
    with pytest.raises(checkpoints.NoCheckpoint, match="labx audit seal"):
        checkpoints.make_checkpoint()


def test_an_erasure_leaves_the_chain_whole_and_an_entry_of_its_own():
    entries = written(4)
    seal()
    assert erase_payloads(by=OFFICER, entries=[entries[1].id, entries[2].id], why="Article 17") == 2
    seal()
    assert AuditPayload.objects.filter(entry__in=entries).count() == 2
    assert list(verify()) == []
    erasure = AuditEntry.objects.get(action="audit.erase")
    assert json.loads(erasure.payload.content)["after"]["erased"] == sorted(str(entry.id) for entry in entries[1:3])
    with pytest.raises(NothingErased):
        erase_payloads(by=OFFICER, entries=[erasure.id, entries[1].id], why="hide the hiding")


def test_what_is_erased_while_the_chain_is_read_is_no_fault(monkeypatch):
    entries = written(4)
    seal()

    def erased_meanwhile() -> frozenset[str]:
        known = erased()
        erase_payloads(by=OFFICER, entries=[entries[2].id], why="Article 17")
        return known

    monkeypatch.setattr(verification, "erased", erased_meanwhile)
    assert list(verify()) == []


def test_only_guardians_erase():
    with pytest.raises(NotAllowed):
        erase_payloads(by=Actor("account", UUID(int=1), frozenset({"researcher"})), entries=[], why="")


def test_the_command_seals_states_and_verifies():
    run = CliRunner()
    written(3)
    assert "3 entries sealed." in run.invoke(audit, ["seal"]).output
    assert "cannot be found" in run.invoke(audit, ["verify"]).output
    assert '"position": 3' in run.invoke(audit, ["checkpoint"]).output
    whole = run.invoke(audit, ["verify"])
    assert (whole.exit_code, "3 sealed entries, all as they were sealed" in whole.output) == (0, True)
    unguarded("UPDATE audit_auditentry SET action = 'test.undo' WHERE position = 2")
    broken = run.invoke(audit, ["verify"])
    assert (broken.exit_code, "Entry 2 (" in broken.output) == (1, True)


def test_the_command_refuses_what_is_no_checkpoint(tmp_path):
    run = CliRunner()
    assert "nothing to state" in run.invoke(audit, ["checkpoint"]).output
    (tmp_path / "no.json").write_text("{}")
    assert (
        "no checkpoint of this laboratory"
        in run.invoke(audit, ["verify", "--checkpoint", str(tmp_path / "no.json")]).output
    )

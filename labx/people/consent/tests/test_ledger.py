"""The ledger: what is written, what is refused, who may be used and who not."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import given as forall
from hypothesis import settings
from hypothesis import strategies as st

from labx.core.actors import Actor
from labx.core.files.uploads import KeptFile
from labx.core.frozen.signing import SignatureInvalid
from labx.core.personal import erasing
from labx.core.policy import NotAllowed
from labx.people.consent import gate, ledger, receipts
from labx.people.consent.actions import answers
from labx.people.consent.errors import NotAgreed, NothingToWithdraw, ProofMissing, TextClosed
from labx.people.consent.models import ConsentEntry, ConsentProof, ConsentUse, Guardian
from labx.people.consent.parties import Proof, Whose
from labx.people.consent.queries import standing_of
from labx.people.consent.tests.making import WHO, given, published, taken_back

pytestmark = pytest.mark.django_db
HERE, ELSEWHERE = UUID(int=1), UUID(int=2)


def test_an_answer_names_exactly_what_was_agreed_to_and_for_how_long():
    text = published(valid_months=6)
    entry = given(text, channel="web")
    assert (entry.text_digest, entry.language, entry.channel) == (text.digest, "pt", "web")
    months = 12 * (entry.expires_at.year - entry.at.year) + entry.expires_at.month - entry.at.month
    assert months == 6 and entry.expires_at.timetz() == entry.at.timetz()
    assert entry.digest == receipts.digest(receipts.content(entry))


def test_the_same_answer_on_the_same_day_is_one_line():
    text, subject = published(), uuid4()
    assert given(text, subject) == given(text, subject)
    assert ConsentEntry.objects.count() == 1
    assert given(text, subject, project=HERE) != given(text, subject)


@pytest.mark.parametrize("how", ["update", "delete", "truncate_proof"])
def test_the_database_refuses_to_change_the_ledger(how):
    entry = given(published(), channel="phone", proof=Proof(oral_note="Lido; disse que sim."))
    changes = {
        "update": lambda: ConsentEntry.objects.update(answer="withdrawn"),
        "delete": lambda: ConsentEntry.objects.filter(pk=entry.pk)._raw_delete("default"),
        "truncate_proof": lambda: ConsentProof.objects.update(oral_note="Outra coisa."),
    }
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        changes[how]()
    assert ConsentEntry.objects.get().answer == "given"


def test_an_erasure_may_take_proofs_away_and_nothing_else_changes():
    entry = given(published(), channel="phone", proof=Proof(oral_note="Lido; disse que sim."))
    with transaction.atomic(), erasing():
        ConsentProof.objects.filter(entry=entry)._raw_delete("default")
    assert ConsentEntry.objects.get().proof_digest and not ConsentProof.objects.exists()


def test_a_telephone_answer_needs_a_note():
    with pytest.raises(ProofMissing):
        given(published(), channel="phone")
    assert not ConsentEntry.objects.exists()


def test_a_child_answers_with_a_guardian_and_by_itself():
    text = published("take_part", needs_guardian=True)
    known = {"guardian_name": "Ana Reis", "guardian_contact": "912345678"}
    for missing in ({}, known, {"has_assent": True, "guardian_name": "Ana Reis"}):
        with pytest.raises(ProofMissing):
            given(text, proof=Proof(**missing))
    entry = given(text, proof=Proof(**known, has_assent=True))
    assert entry.has_guardian and entry.has_assent
    assert Guardian.objects.get().name == "Ana Reis"
    assert "Ana Reis" not in json.dumps(receipts.content(entry))


def test_a_guardian_does_not_answer_to_a_text_for_adults():
    with pytest.raises(ProofMissing):
        given(published(), proof=Proof(guardian_name="Ana", guardian_contact="1", has_assent=True))


def test_a_scan_is_kept_by_its_hash(tmp_path):
    scan = KeptFile(tmp_path / "a", "folha.pdf", "ab" * 32, 10)
    entry = given(published(), proof=Proof(scan=scan))
    assert (entry.proof.scan_sha256, entry.proof.scan_name) == ("ab" * 32, "folha.pdf")
    assert entry.proof_digest


def test_a_withdrawal_is_signed_with_the_uses_before_it_and_can_be_checked():
    text, subject = published(), uuid4()
    given(text, subject)
    with gate.using(subject, "audio", HERE, by=WHO, what="interviews.played"):
        pass
    entry = taken_back(subject)
    assert [use["what"] for use in receipts.content(entry)["uses"]] == ["interviews.played"]
    receipts.check(ConsentEntry.objects.get(pk=entry.pk))
    written = json.loads(json.dumps({"receipts": [receipts.receipt(entry)]}))
    assert receipts.check_written(written) == 1
    written["receipts"][0]["content"]["uses"] = []
    with pytest.raises(SignatureInvalid):
        receipts.check_written(written)


def test_a_withdrawal_asked_twice_gives_the_first_receipt_again():
    text, subject = published(), uuid4()
    given(text, subject)
    assert taken_back(subject) == taken_back(subject)
    assert taken_back(subject, project=HERE) == taken_back(subject)


def test_there_is_nothing_to_take_back_where_nothing_was_given():
    with pytest.raises(NothingToWithdraw):
        taken_back(uuid4())


def test_a_withdrawal_for_one_project_leaves_the_others():
    text, subject = published(), uuid4()
    given(text, subject)
    entry = taken_back(subject, project=HERE)
    assert not gate.may_use(subject, "audio", HERE)
    assert gate.may_use(subject, "audio", ELSEWHERE) and gate.may_use(subject, "audio")
    assert [use for use in receipts.content(entry)["uses"]] == []


def test_a_withdrawal_for_the_whole_laboratory_covers_every_project():
    text, subject = published(), uuid4()
    given(text, subject, project=HERE)
    assert gate.may_use(subject, "audio", HERE) and not gate.may_use(subject, "audio")
    taken_back(subject)
    assert not gate.may_use(subject, "audio", HERE)


def test_an_agreement_ends_by_itself(monkeypatch):
    text, subject = published(valid_months=1), uuid4()
    monkeypatch.setattr(answers.timezone, "now", lambda: datetime.now(UTC) - timedelta(days=40))
    given(text, subject)
    monkeypatch.undo()
    assert not gate.may_use(subject, "audio")
    assert standing_of(subject)[0].is_over


def test_all_is_taken_back_in_one_step():
    subject = uuid4()
    given(published("audio"), subject)
    given(published("photo"), subject, project=HERE)
    done = answers.withdraw_everything(by=WHO, whose=Whose(subject), channel="web")
    assert [entry.purpose for entry in done] == ["audio", "photo"]
    assert not any(standing.is_given for standing in standing_of(subject))


def test_what_stands_is_told_for_each_purpose_and_project():
    subject = uuid4()
    text = published("audio")
    given(text, subject)
    given(text, subject, project=HERE)
    given(published("take_part"), subject)
    assert [(one.entry.purpose, one.entry.project) for one in standing_of(subject)] == [
        ("take_part", None), ("audio", None), ("audio", HERE),
    ]  # fmt: skip
    taken_back(subject)
    assert [(one.entry.purpose, one.is_given) for one in standing_of(subject)] == [
        ("take_part", True),
        ("audio", False),
    ]


def test_a_participant_answers_for_nobody_else():
    own, other = uuid4(), uuid4()
    me = Actor("participant", own)
    text = published()
    entry = answers.give_consent(by=me, whose=Whose(uuid4(), own), text=text, channel="web")
    assert entry.collected_by == "participant"
    with pytest.raises(NotAllowed):
        answers.give_consent(by=me, whose=Whose(uuid4(), other), text=text, channel="web")
    with pytest.raises(NotAllowed):
        answers.withdraw_consent(by=me, whose=Whose(entry.subject, other), purpose="audio", channel="web")
    with pytest.raises(NotAllowed):
        answers.withdraw_everything(by=me, whose=Whose(entry.subject, other), channel="web")
    with pytest.raises(NotAllowed):
        answers.give_many(by=me, notes={other: "?"}, texts=[text], channel="paper")


def test_many_agree_at_once():
    subjects = [uuid4() for _number in range(20)]
    asked = [published("audio"), published("take_part")]
    made = answers.give_many(by=WHO, notes=dict.fromkeys(subjects, "Lista de 3 de maio"), texts=asked, channel="paper")
    assert made == 40 and all(gate.may_use(subject, "audio") for subject in subjects)
    entry = ConsentEntry.objects.select_related("proof").first()
    assert entry.digest == receipts.digest(receipts.content(entry)) and entry.proof.oral_note
    assert answers.give_many(by=WHO, notes={}, texts=asked, channel="paper") == 0
    closed = published("audio")
    type(closed).objects.filter(pk=closed.pk).update(withdrawn_at=timezone.now())
    with pytest.raises(TextClosed):
        answers.give_many(by=WHO, notes=dict.fromkeys(subjects, "x"), texts=[closed], channel="paper")


def test_outside_the_gate_nothing_may_be_used():
    with pytest.raises(NotAgreed), gate.using(uuid4(), "audio", by=WHO, what="interviews.played"):
        raise AssertionError
    assert not ConsentUse.objects.exists()


def test_those_of_many_who_agree():
    text = published()
    yes, no, never = (uuid4() for _number in range(3))
    given(text, yes)
    given(text, no)
    taken_back(no)
    everyone = ConsentEntry.objects.filter(answer="given")
    assert [entry.subject for entry in ledger.allowed(everyone, "audio", subject="subject")] == [yes]
    with gate.using_many(everyone, "audio", by=WHO, what="exports.people", subject="subject") as agreeing:
        assert agreeing.get().subject == yes
    assert ConsentUse.objects.get().subject == yes
    assert never not in ledger.withdrawn()


def test_a_job_about_a_person_runs_inside_the_gate():
    subject = uuid4()
    done = []

    @gate.needs_consent("audio", what="interviews.transcribed")
    def transcribe(progress, *, by, subject, project=None):
        done.append(subject)

    with pytest.raises(NotAgreed):
        transcribe(None, by=WHO, subject=str(subject))
    given(published(), subject)
    transcribe(None, by=WHO, subject=str(subject), project=str(HERE))
    assert done == [str(subject)] and ConsentUse.objects.get().project == HERE


def test_consent_is_never_asked_of_the_past():
    with connection.cursor() as cursor, transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(cursor), "fetchone", lambda _self: ("repeatable read",), raising=False)
        with pytest.raises(ledger.WrongIsolation):
            ledger.hold([uuid4()], alone=False)


STEPS = st.lists(
    st.tuples(st.sampled_from(["give", "withdraw"]), st.sampled_from([None, HERE, ELSEWHERE])), max_size=12
)


@settings(max_examples=40, deadline=None)
@forall(steps=STEPS)
def test_the_newest_line_that_applies_decides(steps):
    """Against the plainest possible telling: the state of each project after each step."""
    with transaction.atomic():
        text, subject = published(), uuid4()
        state: dict[UUID | None, bool] = {None: False, HERE: False, ELSEWHERE: False}
        for what, project in steps:
            scope = list(state) if project is None else [project]
            if what == "give":
                given(text, subject, project=project)
            elif ConsentEntry.objects.filter(subject=subject).exists():
                try:
                    taken_back(subject, project=project)
                except NothingToWithdraw:
                    continue
            else:
                continue
            state |= dict.fromkeys(scope, what == "give")
            found = {key: gate.may_use(subject, "audio", key) for key in state}
            assert found == state
        transaction.set_rollback(True)

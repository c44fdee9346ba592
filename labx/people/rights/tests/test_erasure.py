"""An erasure takes everything that is the person's, asks about the rest, and leaves chain and counters as they were."""

import pytest
from django.db import DatabaseError, connection, transaction

from labx.core.actions import EditedMeanwhile
from labx.core.audit.erase import ERASURE
from labx.core.audit.models import AuditEntry, AuditPayload
from labx.core.audit.seal import seal
from labx.core.audit.verify import verify
from labx.core.frozen.canonical import digest
from labx.core.frozen.signing import Signature
from labx.core.frozen.signing import verify as verify_signature
from labx.core.jobs.models import Job
from labx.core.notices.models import Notice
from labx.core.notices.send import notify
from labx.core.personal import Person, erasing
from labx.people.models import Account, Invitation
from labx.people.rights import cells, register
from labx.people.rights.actions import mentions
from labx.people.rights.actions.erasure import PURPOSE, begin_erasure, carry_out, write_to
from labx.people.rights.errors import (
    AlreadyClosed,
    IdentityFirst,
    LastAdministrator,
    MentionsWait,
    NobodyFound,
    OwnErasure,
    ReasonMissing,
)
from labx.people.rights.models import Erasure, Kind, Mention, State
from labx.people.rights.tests.making import RECEIVED, erased, letter_about, officer, person_named
from labx.portfolio.actions import projects, protocols
from labx.portfolio.models import Project, Protocol
from labx.portfolio.queries import signature_state
from labx.portfolio.tests.making import WHO, draft_of, project_of
from tests.people import account_with, actor_with, open_account

pytestmark = pytest.mark.django_db
NAME, MAIL = "Zulmira Canário Peixoto", "zulmira.peixoto@example.pt"


@pytest.fixture(autouse=True)
def own_register(tmp_path, settings) -> None:
    settings.VAR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def person() -> Account:
    return person_named(NAME, MAIL)


def everything() -> str:
    """Every text of every table, as one."""
    found = []
    with connection.cursor() as cursor:
        for table in cells.layouts():
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608 - a table of ours
            found += [row for (row,) in cursor.fetchall()]
    return "\n".join(found)


def test_nothing_that_names_the_person_is_left(person, run_jobs):
    notify("people.roles_changed", to=[person.id], title="Olá", text=f"Cara {NAME}")
    project = project_of()
    projects.add_member(by=WHO, project=project, account=person, role="researcher")
    assert NAME in everything() and MAIL in everything()
    erasure = erased(letter_about(person, also_written="a Zulmirinha do arquivo"), run_jobs)
    assert erasure.is_done and erasure.held == {}
    left = everything()
    assert NAME not in left and MAIL not in left and "Zulmira" not in left and "Zulmirinha" not in left
    assert not Account.objects.filter(pk=person.pk).exists()
    assert not Notice.objects.filter(owner_id=person.id).exists()
    assert not Invitation.objects.filter(email=MAIL).exists()
    erasure.request.refresh_from_db()
    assert (erasure.request.state, erasure.request.received_on) == (State.DONE, RECEIVED)
    assert erasure.request.account_id is None


def test_the_receipt_is_signed_and_names_nobody(person, run_jobs):
    erasure = erased(letter_about(person), run_jobs)
    verify_signature(digest(erasure.receipt), Signature.from_json(erasure.signature), purpose=PURPOSE)
    assert erasure.receipt["rows"]["people.account"] == 1 and "portfolio.signatures" in erasure.receipt["stays"]
    assert NAME not in str(erasure.receipt) and MAIL not in str(erasure.receipt)


def test_the_person_is_written_to_a_last_time(person, run_jobs, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        erasure = erased(letter_about(person), run_jobs)
    assert [message.to for message in mailoutbox][-1] == [MAIL]
    assert erasure.receipt_code in mailoutbox[-1].body
    assert "Os seus dados foram apagados" in mailoutbox[-1].subject


def test_the_last_message_is_in_the_language_of_the_account(person, run_jobs, mailoutbox):
    Account.objects.filter(pk=person.pk).update(language="en")
    erasure = erased(letter_about(person), run_jobs)
    write_to(Person(addresses=(MAIL,)), erasure)
    assert mailoutbox[-1].subject == "Your data were erased"


def test_the_chain_verifies_and_tells_that_it_was_erased(person, run_jobs):
    seal()
    about = AuditPayload.objects.filter(entry__target_id=str(person.id))
    assert about.exists()
    erased(letter_about(person), run_jobs)
    seal()
    assert not list(verify())
    assert not about.exists() and AuditEntry.objects.filter(action=ERASURE).exists()


def test_others_words_are_decided_one_by_one(person, run_jobs):
    first = projects.start_project(by=WHO, title="Cartas", question="A zulmira canario peixoto queixou-se da carta.")
    other = projects.start_project(by=WHO, title="Outra", question=f"Uma rua chamada {NAME}.")
    request = letter_about(person)
    assert mentions.find_mentions(by=officer(), request=request) >= 2
    with pytest.raises(MentionsWait):
        begin_erasure(by=officer(), request=request)
    waiting = {(one.table, one.row): one for one in request.mentions.all()}
    mentions.redact_mention(by=officer(), mention=waiting["portfolio_project", str(first.id)])
    with pytest.raises(ReasonMissing):
        mentions.keep_mention(by=officer(), mention=waiting["portfolio_project", str(other.id)], why=" ")
    mentions.keep_mention(by=officer(), mention=waiting["portfolio_project", str(other.id)], why="É o nome de uma rua.")
    opened = first.edition
    first.refresh_from_db()
    assert first.question == "A [retirado] queixou-se da carta."
    with pytest.raises(EditedMeanwhile):  # a form that was open still holds the name
        projects.edit_project(by=WHO, project=first, edition=opened, question=f"{NAME} queixou-se da carta.")
    for mention in request.mentions.filter(state=Mention.State.WAITING):
        mentions.redact_mention(by=officer(), mention=mention)
    erasure = erased(request, run_jobs)
    assert erasure.is_done and Project.objects.get(pk=other.pk).question.endswith(f"{NAME}.")
    assert erasure.receipt["mentions_kept"] == 1


def test_search_forgets_with_the_text(person):
    project = projects.start_project(by=WHO, title="Cartas", question=f"{NAME} queixou-se.")
    request = letter_about(person)
    mentions.find_mentions(by=officer(), request=request)
    mentions.redact_mention(by=officer(), mention=request.mentions.get(row=str(project.id)))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM search_searchdocument d WHERE lower(unaccent(d::text)) LIKE '%%peixoto%%'")
        assert cursor.fetchone() == (0,)


def test_a_signer_leaves_a_code_on_what_was_signed(person, run_jobs):
    project = project_of()
    projects.add_member(by=WHO, project=project, account=person, role="lead")
    from labx.people.middleware import actor_of

    frozen = protocols.freeze_protocol(by=actor_of(person), protocol=draft_of(project))
    assert frozen.signer == NAME
    erased(letter_about(person), run_jobs)
    kept = Protocol.objects.get(pk=frozen.pk)
    assert (kept.signer, kept.frozen_by, kept.digest) == ("", f"account:{person.id}", frozen.digest)


def test_an_account_that_others_point_to_becomes_an_empty_row(person, run_jobs, monkeypatch):
    monkeypatch.setattr("labx.people.personal.is_pointed_to", lambda _account: True)
    code = person.code
    erased(letter_about(person), run_jobs)
    shell = Account.objects.get(pk=person.pk)
    assert (shell.name, shell.is_active, shell.roles) == ("", False, []) and shell.code != code
    assert shell.email.endswith("@labx.invalid") and not shell.has_usable_password()


def test_it_goes_on_where_it_stopped(person, run_jobs, monkeypatch):
    request = letter_about(person)
    mentions.find_mentions(by=officer(), request=request)
    erasure = begin_erasure(by=officer(), request=request)
    from labx.people.rights.actions import erasure as steps

    whole = steps.take

    def broken(**step):
        if step["data"].kind == "core.audit":
            raise RuntimeError("the machine stopped")
        whole(**step)

    monkeypatch.setattr(steps, "take", broken)
    with pytest.raises(RuntimeError):
        carry_out(by=officer(), erasure=erasure)
    assert not Account.objects.filter(pk=person.pk).exists() and len(register.entries()) == 1
    monkeypatch.setattr(steps, "take", whole)
    erasure.refresh_from_db()
    assert carry_out(by=officer(), erasure=erasure).is_done
    assert carry_out(by=officer(), erasure=erasure).is_done
    assert NAME not in everything() and len(register.entries()) == 1


def test_two_jobs_finish_one_erasure(person, mailoutbox, django_capture_on_commit_callbacks):
    request = letter_about(person)
    mentions.find_mentions(by=officer(), request=request)
    erasure = begin_erasure(by=officer(), request=request)
    other = Erasure.objects.select_related("request").get(pk=erasure.pk)
    with django_capture_on_commit_callbacks(execute=True):
        signed = carry_out(by=officer(), erasure=erasure).signature
        assert carry_out(by=officer(), erasure=other).signature == signed
    assert len(mailoutbox) == 1 and AuditEntry.objects.filter(action="rights.finish_erasure").count() == 1


def test_a_mention_that_appears_meanwhile_stops_the_last_step(person, run_jobs):
    request = letter_about(person)
    mentions.find_mentions(by=officer(), request=request)
    erasure = begin_erasure(by=officer(), request=request)
    project = projects.start_project(by=WHO, title="Nova", question=f"{NAME} voltou a escrever.")
    with pytest.raises(MentionsWait):
        carry_out(by=officer(), erasure=erasure)
    for mention in request.mentions.filter(state=Mention.State.WAITING):
        mentions.redact_mention(by=officer(), mention=mention)
    begin_erasure(by=officer(), request=request)
    run_jobs()
    erasure.refresh_from_db()
    project.refresh_from_db()
    assert erasure.is_done and project.question == "[retirado] voltou a escrever."


def test_what_makes_an_erasure_impossible_is_said(person):
    by = officer()
    with pytest.raises(AlreadyClosed):
        begin_erasure(by=by, request=letter_about(person, Kind.ACCESS))
    from labx.people.rights.actions.requests import check_identity, enter_request

    nobody = enter_request(by=by, kind="erasure", channel="letter", received_on=RECEIVED, name="Ninguém Conhecido")
    with pytest.raises(IdentityFirst):
        begin_erasure(by=by, request=nobody)
    with pytest.raises(NobodyFound):
        begin_erasure(by=by, request=check_identity(by=by, request=nobody, identity="document"))
    with pytest.raises(OwnErasure):
        begin_erasure(by=by, request=letter_about(account_with("data_protection_officer")))
    with pytest.raises(LastAdministrator):
        begin_erasure(by=by, request=letter_about(account_with("administrator")))


def test_jobs_that_name_the_person_go_and_the_erasure_itself_stays(person, run_jobs):
    named = Job.objects.create(name="portfolio.import", arguments={"nome": NAME}, actor="system:test")
    Job.objects.filter(pk=named.pk).update(state="done")
    erasure = erased(letter_about(person), run_jobs)
    assert not Job.objects.filter(pk=named.pk).exists()
    assert Job.objects.get(pk=erasure.job).state == "done"


def test_a_name_leaves_a_frozen_protocol_which_is_signed_again_and_names_what_was_signed(person):
    project = project_of()
    draft = draft_of(project)
    words = {"title": draft.title, "question": f"{NAME} pediu isto.", "decision_to_take": "Decidir."}
    edited = protocols.edit_protocol(by=WHO, protocol=draft, edition=draft.edition, plan=draft.plan, **words)
    frozen = protocols.freeze_protocol(by=WHO, protocol=edited)
    request = letter_about(person)
    mentions.find_mentions(by=officer(), request=request)
    found = request.mentions.filter(table="portfolio_protocol")
    assert {mention.column for mention in found} == {"question", "canonical"}
    for mention in found:
        mentions.redact_mention(by=officer(), mention=mention)

    cleaned = Protocol.objects.get(pk=frozen.pk)
    assert NAME not in cleaned.question and NAME.encode() not in bytes(cleaned.canonical)
    assert cleaned.digest != frozen.digest and signature_state(cleaned) == ""
    (before,) = cleaned.redactions
    assert (before["digest"], before["signature"]) == (frozen.digest, frozen.signature)
    assert mentions.find_mentions(by=officer(), request=request) == 0


def test_a_frozen_protocol_changes_in_an_erasure_only_and_only_by_naming_what_was_signed():
    frozen = protocols.freeze_protocol(by=WHO, protocol=draft_of(project_of()))
    rows = Protocol.objects.filter(pk=frozen.pk)
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        rows.update(question="Outra", digest="0" * 64)
    changes = {"question": "Outra"}, {"digest": "0" * 64, "redactions": [{"digest": "1" * 64, "signature": {}}]}
    for change in changes:
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic(), erasing():
            rows.update(**change)


def test_only_guardians_erase(person):
    from labx.core.policy import NotAllowed

    for role in ("lab_lead", "researcher"):
        with pytest.raises(NotAllowed):
            begin_erasure(by=actor_with(role), request=letter_about(person))
    assert open_account("outra@example.pt").is_active


def test_a_form_of_a_draft_that_was_open_does_not_bring_a_name_back():
    draft = draft_of(project_of())
    words = {"title": draft.title, "question": f"{NAME} pediu isto.", "decision_to_take": "Decidir."}
    opened = protocols.edit_protocol(by=WHO, protocol=draft, edition=draft.edition, plan=draft.plan, **words)
    assert cells.redact("portfolio_protocol", "question", str(draft.pk), [NAME])
    with pytest.raises(EditedMeanwhile):
        protocols.edit_protocol(by=WHO, protocol=draft, edition=opened.edition, plan=draft.plan, **words)


def test_only_a_records_own_edition_is_raised():
    assert cells.has_editions("portfolio_project") and cells.has_editions("collaboration_comment")
    assert not cells.has_editions("portfolio_importedrow") and not cells.has_editions("collaboration_commentversion")
    assert not cells.has_editions("rights_mention") and not cells.has_editions("no_such_table")

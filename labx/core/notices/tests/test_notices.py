"""Notices: in the page, by e-mail, as each reader chose."""

from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.utils.translation import gettext, gettext_lazy
from procrastinate.contrib.django.models import ProcrastinateJob

from labx.core import rooms
from labx.core.audit.models import AuditEntry
from labx.core.notices.declare import Mail, NoticeKind, UnknownNotice
from labx.core.notices.jobs import mail_at_once, mail_digests
from labx.core.notices.models import Notice
from labx.core.notices.preferences import choices_of, choose_mail
from labx.core.notices.send import NotOurs, notify
from labx.core.rooms import Room
from labx.people.middleware import actor_of
from labx.people.models import Account

pytestmark = pytest.mark.django_db
TELL = {"title": "Ana pede uma decisão", "text": "Sobre a carta.", "url": "/projetos/carta/"}


@pytest.fixture(autouse=True)
def room(monkeypatch):
    told = (NoticeKind("test.due", "Uma decisão espera"), NoticeKind("test.now", "Urgente", Mail.AT_ONCE))
    known = {**rooms._rooms, "test": Room(name="test", title="Test", notices=told)}
    monkeypatch.setattr(rooms, "_rooms", known)


@pytest.fixture
def ana() -> Account:
    return Account.objects.create(email="ana@example.org", name="Ana", language="pt")


@pytest.fixture
def rui() -> Account:
    return Account.objects.create(email="rui@example.org", name="Rui", language="en")


def mailed_jobs() -> list[str]:
    waiting = ProcrastinateJob.objects.filter(task_name="labx.core.notices.mail")
    return [job.args["notice"] for job in waiting]


def test_everyone_told_sees_it_once(ana, rui, client):
    notify("test.due", to=[ana.id, rui.id, ana.id], **TELL)
    assert Notice.objects.count() == 2
    client.force_login(ana)
    page = client.get("/avisos/").content.decode()
    assert page.count("Ana pede uma decisão") == 1
    assert "novo" in page


def test_an_unknown_kind_and_a_foreign_address_are_refused(ana):
    with pytest.raises(UnknownNotice, match=r"Room\.notices"):
        notify("test.nothing", to=[ana.id], **TELL)
    for url in (
        "https://example.org/",
        "//example.org/",
        "projetos/",
        "/\\example.org",
        "/\t/example.org",
        "\\/example.org",
    ):
        with pytest.raises(NotOurs):
            notify("test.due", to=[ana.id], title="x", text="", url=url)


def test_urgent_ones_go_at_once_with_nothing_personal_in_the_subject(ana):
    notify("test.now", to=[ana.id], **TELL)
    (waiting,) = mailed_jobs()
    mail_at_once(notice=waiting)
    (message,) = mail.outbox
    assert (message.subject, message.to) == ("LabX: Urgente", ["ana@example.org"])
    assert "Ana pede uma decisão" in message.body
    assert "/projetos/carta/" in message.body
    assert "/avisos/preferencias/" in message.body
    mail_at_once(notice=waiting)
    assert len(mail.outbox) == 1


def test_the_digest_gathers_what_was_not_read_and_goes_once(ana, rui):
    notify("test.due", to=[ana.id, rui.id], **TELL)
    notify("test.due", to=[ana.id], title="Segundo", text="")
    notify("test.now", to=[ana.id], title="Urgente, não no resumo", text="")
    Notice.objects.filter(owner_id=rui.id).update(read_at="2026-01-01T00:00Z")
    mail_digests(timestamp=0)
    (message,) = mail.outbox
    assert message.subject == "LabX: Resumo do dia"
    assert message.body.index("Ana pede") < message.body.index("Segundo")
    assert "não no resumo" not in message.body
    mail_digests(timestamp=0)
    assert len(mail.outbox) == 1


def test_an_address_that_is_refused_stops_no_other_digest(ana, rui, monkeypatch):
    ordinary = EmailMessage.send

    def refusing(message, **options):
        if message.to == [ana.email]:
            raise SMTPRecipientsRefused({ana.email: (550, b"unknown")})
        return ordinary(message, **options)

    monkeypatch.setattr(EmailMessage, "send", refusing)
    eva = Account.objects.create(email="eva@example.org", name="Eva")
    notify("test.due", to=[rui.id, ana.id, eva.id], **TELL)
    with pytest.raises(ExceptionGroup) as failed:
        mail_digests(timestamp=0)
    assert failed.group_contains(SMTPRecipientsRefused)
    assert sorted(message.to[0] for message in mail.outbox) == [eva.email, rui.email]
    assert Notice.objects.get(mailed_at=None).owner_id == ana.id


def test_each_reader_gets_their_own_language(rui):
    notify("test.due", to=[rui.id], **TELL)
    mail_digests(timestamp=0)
    assert mail.outbox[0].subject == "LabX: Digest of the day"


def test_words_given_as_a_function_are_said_to_each_in_their_own_language(ana, rui):
    notify("test.due", to=[ana.id, rui.id], title=gettext_lazy("Saved."), text=lambda: f"> {gettext('Saved.')}")
    assert {notice.owner_id: (notice.title, notice.text) for notice in Notice.objects.all()} == {
        ana.id: ("Gravado.", "> Gravado."),
        rui.id: ("Saved.", "> Saved."),
    }


def test_a_choice_is_kept_and_obeyed(ana):
    choose_mail(by=actor_of(ana), choices={"test.due": "never", "test.now": "daily"})
    assert choices_of(ana.id)["test.due"] == "never"
    assert AuditEntry.objects.filter(action="core.choose_mail").exists()
    notify("test.now", to=[ana.id], title="Agora no resumo", text="")
    notify("test.due", to=[ana.id], title="Nunca por correio", text="")
    assert mailed_jobs() == []
    mail_digests(timestamp=0)
    assert "Agora no resumo" in mail.outbox[0].body
    assert "Nunca por correio" not in mail.outbox[0].body


def test_nothing_goes_to_a_blocked_account(ana):
    notify("test.now", to=[ana.id], **TELL)
    notify("test.due", to=[ana.id], **TELL)
    Account.objects.update(is_active=False)
    mail_at_once(notice=mailed_jobs()[0])
    mail_digests(timestamp=0)
    assert mail.outbox == []


def test_opening_leads_on_and_marks_it_read(ana, rui, client):
    notify("test.due", to=[ana.id], **TELL)
    notice = Notice.objects.get()
    client.force_login(rui)
    assert client.get(f"/avisos/{notice.pk}/").status_code == 404
    client.force_login(ana)
    assert client.get(f"/avisos/{notice.pk}/").url == "/projetos/carta/"
    notice.refresh_from_db()
    assert notice.read_at


def test_all_are_marked_read_at_once(ana, client):
    for number in range(40):
        notify("test.due", to=[ana.id], title=f"Aviso {number}", text="")
    client.force_login(ana)
    assert "Mais antigos" in client.get("/avisos/").content.decode()
    client.post("/avisos/lidos/")
    assert not Notice.objects.filter(read_at=None).exists()
    assert "Mais recentes" in client.get("/avisos/?pagina=2").content.decode()


def test_the_header_counts_what_is_unread(ana, client):
    client.force_login(ana)
    notify("test.due", to=[ana.id], **TELL)
    assert '</svg> 1<span class="on-wide"> aviso</span></a>' in client.get("/procurar/").content.decode()
    notify("test.due", to=[ana.id], **TELL)
    assert '</svg> 2<span class="on-wide"> avisos</span></a>' in client.get("/procurar/").content.decode()
    client.logout()
    assert "/avisos/" not in client.get("/procurar/").content.decode()


def test_preferences_are_chosen_on_their_page(ana, client):
    client.force_login(ana)
    assert "Uma decisão espera" in client.get("/avisos/preferencias/").content.decode()
    posted = {name: "never" for name in choices_of(ana.id)}
    assert client.post("/avisos/preferencias/", posted).status_code == 302
    assert set(choices_of(ana.id).values()) == {"never"}
    assert client.post("/avisos/preferencias/", {"test.due": "x"}).status_code == 200


def test_pages_without_anything_say_so(ana, client, monkeypatch):
    client.force_login(ana)
    assert "Não há avisos" in client.get("/avisos/").content.decode()
    monkeypatch.setattr(rooms, "_rooms", {})
    assert "Ainda não há nada para escolher" in client.get("/avisos/preferencias/").content.decode()

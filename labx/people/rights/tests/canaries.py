"""A laboratory of its own in which one person stands in every field: sown, erased, looked for. Run by a test.

python -m labx.people.rights.tests.canaries sow|erase|count, with LABX_VAR naming the laboratory's folder.
"""

import json
import os
import sys
from datetime import date
from pathlib import Path

import django

from labx.core.cli import start_database

NAME, MAIL, PHONE = "Zulmira Canário Peixoto", "zulmira.peixoto@correio.example", "961 234 567"
FORMER = "Zulmira Quimbombó"
FORMS = (
    NAME, NAME.upper(), NAME.lower(), "Zulmira Canario Peixoto", "Zulmira Peixoto", "zulmira peixoto", MAIL,
    MAIL.upper(), PHONE, "961234567", "+351 961 234 567", FORMER, "Zulmira Quimbombo",
)  # fmt: skip
OWN = [f"Próprio{number:02d}Ção" for number in range(40)]
# What no reader wrote, and what is frozen and signed so that an officer can only keep it.
NOT_TEXT = {"auth_", "django_", "procrastinate_", "audit_", "events_", "measures_", "labx_cache", "rights_", "search_"}
FROZEN = {"trials_analysis", "packs_", "consent_"}
READ_BY_SCHEMA = {"plan", "redactions"}
NARROWEST = 100


def canaries() -> list[str]:
    """Every string that must be gone."""
    return [*OWN, *FORMS]


def sow() -> None:
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    from django.db import transaction

    from tests.route_examples import make_world

    with transaction.atomic():
        make_world()
    count = in_others_words()
    account = a_person()
    in_own_fields(account)
    in_files()
    counted_and_sealed()
    print(json.dumps({"account": str(account.id), "cells": count}))  # noqa: T201 - the test reads it


def a_person():
    """Accounts, sessions, panel and consent, each with words of its own."""
    from django.test import Client

    from labx.people.middleware import actor_of
    from labx.people.rights.actions import requests
    from tests.people import open_account

    account = open_account(MAIL, "researcher", name=NAME)
    browser = Client(headers={"user-agent": OWN[0]})
    browser.force_login(account)
    requests.ask(by=actor_of(account), kind="rectification", wish=OWN[1])
    return account


def in_own_fields(account) -> None:
    from allauth.account.models import EmailAddress
    from allauth.mfa.models import Authenticator
    from allauth.usersessions.models import UserSession
    from django.contrib.sessions.models import Session
    from django.db import transaction
    from django.utils import timezone

    from labx.core.api.models import ApiToken, IdempotencyKey
    from labx.core.audit.record import record
    from labx.core.ids import new_id
    from labx.core.jobs.models import Job
    from labx.core.notices.models import Notice, NoticePreference
    from labx.core.search.models import SearchDocument
    from labx.people.consent.models import ConsentEntry, ConsentProof, Guardian
    from labx.people.middleware import actor_of
    from labx.people.participants.models import Contact, JoinRequest, Participant, Subject
    from labx.portfolio.models import Membership, Project

    now = timezone.now()
    EmailAddress.objects.create(user=account, email=f"{OWN[2].lower()}@correio.example", verified=True)
    Authenticator.objects.create(user=account, type="recovery_codes", data={"seed": OWN[3]})
    session = Session.objects.first()
    UserSession.objects.create(user=account, ip="198.51.100.7", session_key=session.session_key, user_agent=OWN[4])
    Notice.objects.create(owner_id=account.id, kind="k", title=OWN[5], text=OWN[6], url=f"/{OWN[7]}")
    NoticePreference.objects.create(owner_id=account.id, kind=OWN[8], mail="daily")
    ApiToken.objects.create(owner_id=account.id, name=OWN[9], digest="d", scopes=[OWN[10]], expires_at=now)
    IdempotencyKey.objects.create(actor=f"account:{account.id}", key=OWN[11], content="c", answer={"a": OWN[12]})
    job = {"arguments": {"a": OWN[13]}, "message": OWN[14], "result": {"r": OWN[15]}, "error": OWN[16]}
    Job.objects.create(name="x", owner_id=account.id, actor=f"account:{account.id}", state="done", **job)
    SearchDocument.objects.create(
        kind="people.account", record_id=account.id, title=OWN[17], text=OWN[18], url="/", words=OWN[19]
    )
    with transaction.atomic():
        told = {"why": OWN[20], "before": {"name": OWN[21]}, "after": {"name": OWN[22]}}
        record(by=actor_of(account), action="people.change_own_account", target=account, **told)
    participant = Participant.objects.create(
        age_band="", district="", education="", digital_ease="", topics=[], languages=[]
    )
    subject = Subject.objects.create(participant=participant)
    Contact.objects.create(
        participant=participant, name=NAME, email=f"{OWN[23].lower()}@correio.example", phone=PHONE,
        address=f"Rua {OWN[24]}", preferred="post", account=account,
    )  # fmt: skip
    JoinRequest.objects.create(answers={"name": NAME, "email": MAIL, "note": OWN[25]}, confirm_by="email", ends_at=now)
    entry = ConsentEntry.objects.create(
        id=new_id(), subject=subject.id, purpose="take_part", answer="given", channel="phone", collected_by="x", at=now,
        digest="0" * 64,
    )  # fmt: skip
    ConsentProof.objects.create(entry=entry, salt=b"s", oral_note=OWN[26], scan_name=OWN[27])
    Guardian.objects.create(entry=entry, name=OWN[28], contact=OWN[29])
    publish_for(subject.id)
    project = Project.objects.first()
    Membership.objects.create(project=project, account=account, role="lead")
    in_a_signature(account)


def in_a_signature(account) -> None:
    from labx.people.middleware import actor_of
    from labx.portfolio.actions.protocols import freeze_protocol
    from labx.portfolio.models import Membership, Protocol

    draft = Protocol.objects.filter(frozen_at=None).first()
    Membership.objects.get_or_create(project=draft.project, account=account, role="lead")
    freeze_protocol(by=actor_of(account), protocol=draft)


def publish_for(subject) -> None:
    """What the person did is counted under the random number."""
    from labx.core.events.publish import publish
    from labx.portfolio.models import Project

    for project in Project.objects.all():
        publish(
            name="portfolio.stage_changed",
            subject=subject,
            project=project.id,
            context={"from": "research", "to": "framing"},
        )


def in_others_words() -> int:
    """A form of the name or address in every wide text and JSON field of every table that has a row."""
    from django.db import DatabaseError, connection, transaction
    from psycopg import sql

    from labx.people.rights.cells import BYTES, JSON, LISTS, layouts

    sown = 0
    for table, layout in layouts().items():
        if any(table.startswith(prefix) for prefix in NOT_TEXT | FROZEN) or not layout.keys:
            continue
        for column in layout.columns:
            narrow = (column.longest or NARROWEST) < NARROWEST
            if column.kind in {BYTES, *LISTS} or narrow or column.name in READ_BY_SCHEMA:
                continue
            form = f"O caso de {FORMS[sown % len(FORMS)]}, contado por outra pessoa."
            value = json.dumps({"nota": form}) if column.kind in JSON else form
            query = sql.SQL("UPDATE {0} SET {1} = %s{2} WHERE {3} = (SELECT {3} FROM {0} ORDER BY 1 DESC LIMIT 1)")
            cast = sql.SQL("::jsonb" if column.kind in JSON else "")
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    parts = (sql.Identifier(table), sql.Identifier(column.name), cast, layout.key)
                    cursor.execute(query.format(*parts), [value])
                    sown += cursor.rowcount
            except DatabaseError:
                continue  # a code, a key, or frozen: nobody's words
    return sown


def in_files() -> None:
    from django.conf import settings

    from labx.core.files.archive import write_zip

    folder = Path(settings.MEDIA_ROOT) / "entregues"
    folder.mkdir(parents=True)
    for encoding in ("utf-8", "utf-16-le", "latin-1"):
        (folder / f"{encoding}.txt").write_bytes(f"Ata: {NAME} disse que sim.".encode(encoding))
    write_zip(folder / "documento.docx", {"word/document.xml": f"<t>{NAME}</t>".encode()})


def counted_and_sealed() -> None:
    from django.db import connection

    from labx.core.audit.seal import seal
    from labx.core.events.compaction import compact_all

    compact_all()
    seal()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def erase() -> None:
    from django.db import connection

    from labx.core.audit.seal import seal
    from labx.core.audit.verify import verify
    from labx.core.jobs.models import Job, State
    from labx.core.jobs.work import work_off
    from labx.people.models import Account
    from labx.people.rights import cells
    from labx.people.rights.actions import mentions, requests
    from labx.people.rights.actions.erasure import begin_erasure
    from labx.people.rights.models import Request
    from tests.people import actor_with

    by, account = actor_with("data_protection_officer"), Account.objects.get(email=MAIL)
    before = counters()
    request = requests.enter_request(
        by=by, kind="erasure", channel="letter", received_on=date(2026, 11, 2), name=NAME, contact=MAIL,
        account=account.id, also_written=f"{FORMER}\n{PHONE}",
    )  # fmt: skip
    requests.check_identity(by=by, request=request, identity="call")
    mentions.find_mentions(by=by, request=request)
    frozen = []
    for mention in request.mentions.filter(state="waiting"):
        try:
            mentions.redact_mention(by=by, mention=mention)
        except cells.CannotRedact:
            frozen.append(f"{mention.table}.{mention.column}")
    mentions.find_mentions(by=by, request=request)
    begin_erasure(by=by, request=request)
    while job := Job.objects.filter(state=State.WAITING, name="rights.erase").first():
        work_off(job.id, connection)
    found = Request.objects.get(pk=request.pk).erasure
    seal()
    faults = [fault.message for fault in verify()]
    done = {"done": found.is_done, "frozen": frozen, "faults": faults, "same": counters() == before}
    print(json.dumps({**done, "mentions": found.receipt["mentions_taken_out"]}))  # noqa: T201 - the test reads it


def counters() -> dict[str, object]:
    from labx.core.measures.compute import compute
    from labx.core.measures.declare import measures
    from labx.stats.errors import CannotEstimate

    def value(name: str) -> object:
        try:
            return compute(name).value
        except CannotEstimate as reason:
            return str(reason)

    return {name: value(name) for name in measures()}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    start_database()
    django.setup()
    {"sow": sow, "erase": erase}[sys.argv[1]]()


if __name__ == "__main__":
    main()

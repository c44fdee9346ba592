"""Ten times the demonstration: projects with entities and blockers, a panel, and ten million events about them."""

import datetime as dt
import json
import os

PROJECTS, ENTITIES = 400, 1_800
PARTICIPANTS = int(os.environ.get("BENCH_PARTICIPANTS", "120000"))
EVENTS = int(os.environ.get("BENCH_EVENTS", "10000000"))
EVENTS_AT_ONCE = 500_000
DAYS = 730
# Seven in ten took part, three in ten tried a prototype, over two years.
ROWS = f"""
    SELECT (lpad(to_hex(1790000000000 + i * 3), 12, '0') || '7' || substr(md5('i' || i), 1, 3) || '8' ||
            substr(md5('j' || i), 1, 15))::UUID::VARCHAR AS id,
           CASE WHEN i % 10 < 7 THEN 'participants.took_part' ELSE 'learning.session_held' END AS name,
           (TIMESTAMPTZ '2024-11-01 00:00:00+00' + to_microseconds(i * {DAYS * 86_400_000_000 // EVENTS}))::VARCHAR
               AS time,
           '2026-11-01 00:00:00+00' AS recorded_at, people.id AS subject, NULL::DOUBLE AS value,
           projects.id AS project,
           CASE WHEN i % 10 < 7 THEN json_object('recruitment', ?) ELSE ? END AS context, NULL::VARCHAR AS retracts
    FROM range(?, ?) t(i)
    JOIN people ON people.number = hash(i, 1) % {PARTICIPANTS}
    JOIN projects ON projects.number = hash(i, 2) % {PROJECTS}
    ORDER BY i"""


def fill() -> str:
    """The records, by the actions that people use; returns the cookie of somebody who may read all of them."""
    from django.test import Client

    from labx.core.actors import system
    from labx.people import demo as people
    from labx.people.models import Account
    from labx.people.participants import demo as participants

    people.create_demo_accounts()
    start_projects(system("bench"))
    participants.load(None, by=system("bench"), count=PARTICIPANTS)
    fill_log()
    browser = Client()
    browser.force_login(Account.objects.get(email=next(one.email for one in people.LOGINS if one.role == "lab_lead")))
    return "; ".join(f"{key}={morsel.value}" for key, morsel in browser.cookies.items())


def start_projects(who) -> None:
    from django.utils import timezone

    from labx.portfolio.actions.organisations import link_entity
    from labx.portfolio.actions.projects import start_project
    from labx.portfolio.delivery.actions.blockers import open_blocker
    from labx.portfolio.delivery.models import BlockerKind
    from labx.portfolio.models import Stage

    today, entities = timezone.localdate(), register_entities(who)
    stages, kinds = list(Stage), list(BlockerKind)
    for number in range(PROJECTS):
        begun = today - dt.timedelta(days=30 + 7 * (number % 100))
        project = start_project(
            by=who, title=f"Projeto {number}", question="Ajuda?", stage=stages[number % len(stages)], starts_on=begun
        )
        for step in range(1 + number % 3):
            link_entity(by=who, project=project, entity=entities[(number + 7 * step) % ENTITIES])
        words = {"kind": kinds[number % len(kinds)], "owner": "Unidade", "note": "Falta.", "opened_on": begun}
        open_blocker(by=who, project=project, **words)


def register_entities(who) -> list:
    from labx.people.organisations.actions.registering import register_many
    from labx.people.organisations.districts import DISTRICTS
    from labx.people.organisations.models import Level, PublicEntity

    levels = list(Level)
    entities = [
        PublicEntity(
            name=f"Entidade {number}",
            level=levels[number % 3],
            district=DISTRICTS[number % 20][0],
            without_nipc="inventada",
        )
        for number in range(ENTITIES)
    ]
    register_many(by=who, organisations=entities)
    return entities


def fill_log() -> None:
    """People of the panel who took part and tried prototypes, in the lake as compaction writes it."""
    from labx.core.events.engine import duck
    from labx.core.events.lake import write_batch
    from labx.core.events.merging import merge
    from labx.core.events.models import Batch, LakeFile
    from labx.core.measures.keep import refresh
    from labx.people.participants.models import Subject
    from labx.portfolio.models import Project

    people = list(Subject.objects.values_list("id", flat=True))
    projects = list(Project.objects.values_list("id", flat=True))
    tried = {"session": str(projects[0]), "prototype": str(projects[0]), "fidelity": "paper", "tasks": 3}
    with duck() as engine:
        for table, ids in (("people", people), ("projects", projects)):
            engine.execute(
                f"CREATE TABLE {table} AS SELECT id, row_number() OVER () - 1 AS number FROM unnest(?) t(id)",
                [[str(one) for one in ids]],
            )
        for start in range(0, EVENTS, EVENTS_AT_ONCE):
            count = min(EVENTS_AT_ONCE, EVENTS - start)
            rows = engine.execute(ROWS, [str(projects[0]), json.dumps(tried), start, start + count]).to_arrow_table()
            batch = Batch.objects.create(rows=count)
            LakeFile.objects.bulk_create(write_batch(rows, batch.id))
    merge()
    refresh()

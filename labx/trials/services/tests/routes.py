"""An address for each route of services."""

import datetime as dt
from typing import Any

from labx.core.actors import system
from labx.trials.services.actions import records, releases
from labx.trials.services.keeping import numbers_of
from labx.trials.services.models import EventFile, Release, Service
from labx.trials.services.tests.making import bring, entity_of, rows_of

WHO = system("test")


def prepare(world: Any) -> tuple[Service, Service, Release, EventFile]:
    """A published service of the published project, and one that nobody published."""
    words = {"summary": "Pedir um documento.", "instrument": "registos do portal", "entity": entity_of()}
    shown = records.add_service(by=WHO, project=world.published, title="Pedir documento", **words)
    hidden = records.add_service(by=WHO, project=world.hidden, title="Por publicar", **words)
    records.publish_indicators(by=WHO, service=shown)
    release = releases.note_release(by=WHO, service=shown, on=dt.date(2026, 3, 1), text="Formulário novo")
    brought = bring(shown, rows_of())
    for service in (shown, hidden):
        numbers_of(service)  # kept once, and not for each request that asks
    return shown, hidden, release, brought


def either(world: Any) -> list[dict[str, Any]]:
    shown, hidden, _release, _file = world.made["services"]
    return [{"slug": shown.slug}, {"slug": hidden.slug}]


def release(world: Any) -> list[dict[str, Any]]:
    return [{"slug": world.made["services"][0].slug, "release": world.made["services"][2].pk}]


def file(world: Any) -> list[dict[str, Any]]:
    return [{"slug": world.made["services"][0].slug, "file": world.made["services"][3].pk}]


EXAMPLES = {
    "services:record": either,
    "services:of_project": lambda w: [{"slug": w.published.slug}, {"slug": w.hidden.slug}],
    "services:pdf": either,
    "services:edit": either,
    "services:publish": either,
    "services:withdraw": either,
    "services:public": either,
    "services:new_release": either,
    "services:edit_release": release,
    "services:remove_release": release,
    "services:data": either,
    "services:file": file,
    "services:bring": file,
    "services:original": file,
    "services:undo": file,
    "api:see_service": either,
    "api:see_indicators": either,
    "api:see_public_indicators": either,
    "api:send": either,
}

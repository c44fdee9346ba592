"""Invented blockers and one handover for the demonstration's projects, said to be so by the projects themselves."""

import datetime as dt
from typing import Any

from django.utils import timezone

from labx.core.actors import Actor
from labx.core.packs.actions import install_pack
from labx.core.packs.library import packs
from labx.portfolio.delivery.actions.blockers import open_blocker
from labx.portfolio.delivery.models import Blocker, BlockerKind
from labx.portfolio.delivery.packs import PACK
from labx.portfolio.models import Project

NOTES = {
    BlockerKind.PROCUREMENT: "Consulta prévia à espera de três propostas (exemplo inventado).",
    BlockerKind.LEGAL: "Parecer jurídico sobre a minuta da carta (exemplo inventado).",
    BlockerKind.DATA: "Protocolo de acesso aos dados por assinar (exemplo inventado).",
    BlockerKind.IT: "Ligação ao sistema de marcações (exemplo inventado).",
    BlockerKind.SPONSOR: "Mudou quem decide na entidade (exemplo inventado).",
    BlockerKind.RELUCTANCE: "A entidade pediu tempo para falar com as equipas (exemplo inventado).",
}


def load(progress: Any, *, by: Actor) -> None:
    install_pack(by=by, pack=packs()[PACK])
    if Blocker.objects.exists():
        return
    today = timezone.localdate()
    for number, project in enumerate(Project.objects.filter(is_example=True)[: 2 * len(NOTES)]):
        kind, note = list(NOTES.items())[number % len(NOTES)]
        begun = today - dt.timedelta(days=20 + 9 * number)
        closed = None if number % 3 == 0 else begun + dt.timedelta(days=8 + 2 * number)
        how = "Resolvido em reunião (exemplo inventado)." if closed else ""
        words = {"kind": kind, "owner": "Unidade de compras", "note": note, "opened_on": begun}
        open_blocker(by=by, project=project, closed_on=closed, how_closed=how, **words)
    progress.say()

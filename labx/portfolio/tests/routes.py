"""Addresses of the portfolio for the walk of every route, beside those of tests/route_examples.py."""

from typing import Any

from labx.portfolio import importing
from labx.portfolio.actions.bringing import keep_file
from labx.portfolio.models import Import
from labx.portfolio.tests.making import WHO


def prepare(world: Any) -> Import:
    content = "Título;Dúvida\r\nTrazido de um ficheiro;Quem espera?".encode()
    choices = {"check_only": False, "leave_out_faulty": False}
    file = keep_file(by=WHO, pieces=[content], name="projetos.csv", **choices)
    return importing.bring(by=WHO, brought=file)


def brought(world: Any) -> list[dict[str, Any]]:
    return [{"brought": world.made["portfolio"].pk}]


EXAMPLES = {"portfolio:import_record": brought, "portfolio:undo_import": brought}

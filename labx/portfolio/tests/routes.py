"""Addresses of the portfolio for the walk of every route, beside those of tests/route_examples.py."""

from typing import Any

from labx.portfolio.actions.bringing import bring_projects
from labx.portfolio.intake import Row
from labx.portfolio.models import Import
from labx.portfolio.tests.making import WHO


def prepare(world: Any) -> Import:
    row = Row(2, {"title": "Trazido de um ficheiro", "question": "Quem espera?"})
    return bring_projects(by=WHO, rows=[row], file="projetos.csv")


def brought(world: Any) -> list[dict[str, Any]]:
    return [{"brought": world.made["portfolio"].pk}]


EXAMPLES = {"portfolio:import_record": brought, "portfolio:undo_import": brought}

"""Parts of the trials room that a template asks for: a plan's lines, a section's table."""

import re
from typing import Any, NamedTuple

from django import template

from labx.core.pages.entries import SummaryLine
from labx.trials.designs.declare import Section
from labx.trials.telling.effects import has_no_figures
from labx.trials.telling.summaries import lines_of

register = template.Library()
FIGURE = re.compile(r"(below |abaixo de )?[+\u2212]?\d[\d.,\u00a0\u202f]*(\u202f?%)?|\u2014|")


class Cell(NamedTuple):
    """One cell: figures stand to the right; a sentence in place of figures takes all their columns."""

    text: str
    is_figure: bool = False
    span: int = 1


class Drawn(NamedTuple):
    heads: list[Cell]
    rows: list[list[Cell]]


@register.simple_tag
def plan_lines(plan: dict[str, Any]) -> list[SummaryLine]:
    """The lines of a frozen or drafted plan."""
    return lines_of(plan)


@register.simple_tag
def drawn_table(section: Section) -> Drawn:
    rows = [[str(cell) for cell in row] for row in section.rows]
    whole = [row for row in rows if not has_no_figures(row)]
    figures = [all(FIGURE.fullmatch(row[place]) for row in whole) and place > 0 for place in range(len(section.heads))]
    heads = [Cell(str(head), figure) for head, figure in zip(section.heads, figures, strict=True)]
    return Drawn(heads, [cells(row, figures) for row in rows])


def cells(row: list[str], figures: list[bool]) -> list[Cell]:
    if has_no_figures(row):
        return [Cell(row[0]), Cell(row[1], span=len(row) - 1)]
    return [Cell(text, figure) for text, figure in zip(row, figures, strict=True)]

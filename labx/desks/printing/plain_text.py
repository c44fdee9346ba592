"""A plan as text: one line a sentence or two, no tables, no columns, so that it can be read aloud."""

from __future__ import annotations

from collections.abc import Iterator

from labx.desks.printing.paper import Item, Paper, full_stop


def text_of(paper: Paper) -> str:
    return "\n".join(lines_of(paper)) + "\n"


def lines_of(paper: Paper) -> Iterator[str]:
    yield paper.title + full_stop(paper.title)
    yield from paper.lead
    for section in paper.sections:
        yield from ("", section.title.upper() + full_stop(section.title))
        for place, item in enumerate(section.items, 1):
            yield from item_lines(place, item)


def item_lines(place: int, item: Item) -> Iterator[str]:
    yield from ("", f"{place}. {item.title}{full_stop(item.title)}")
    yield from (*item.strong, *item.lines, *(f"{name}: {said}" for name, said in item.named), *item.small)

"""The evidence graph drawn: boxes in rows, links between them. What it shows the lists beside it say as well."""

import textwrap
from dataclasses import dataclass

from labx.portfolio.learning import graph
from labx.portfolio.learning.graph import Relation
from labx.portfolio.learning.nodes import STATES, Bond, EvidenceGraph, Node
from labx.portfolio.models import Strength

BOX_WIDTH, BOX_HEIGHT = 184, 104
ACROSS, DOWN = 24, 56
LETTERS, LINES = 24, 3
WIDTHS = {Strength.WEAK: 1.0, Strength.MODERATE: 2.0, Strength.STRONG: 3.5, "": 1.0}
DASHES = {Relation.SUPPORTS: "", Relation.CONTRADICTS: "8 5", Relation.LEADS_TO: "2 5"}


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    kind: str
    lines: list[tuple[float, str]]
    state: str
    is_fallen: bool

    @property
    def middle(self) -> float:
        return self.x + BOX_WIDTH / 2

    @property
    def bottom(self) -> float:
        return self.y + BOX_HEIGHT


@dataclass(frozen=True)
class Edge:
    path: str
    width: float
    dash: str
    mark: str
    mark_x: float
    mark_y: float


@dataclass(frozen=True)
class Picture:
    width: float
    height: float
    boxes: list[Box]
    edges: list[Edge]
    box_width: int = BOX_WIDTH
    box_height: int = BOX_HEIGHT


def drawn(evidence: EvidenceGraph) -> Picture:
    """Coordinates in pixels; the template only writes them down."""
    order = [node.id for node in evidence.some(set(evidence.nodes))]
    rows = graph.layers(order, evidence.links)
    widest = max((len(row) for row in rows), default=0)
    width = widest * (BOX_WIDTH + ACROSS) + ACROSS
    boxes = {}
    for depth, row in enumerate(rows):
        left = (width - len(row) * (BOX_WIDTH + ACROSS) + ACROSS) / 2
        for place, id in enumerate(row):
            x, y = left + place * (BOX_WIDTH + ACROSS), depth * (BOX_HEIGHT + DOWN) + 8
            boxes[id] = box(evidence, evidence.nodes[id], x, y)
    edges = [edge(bond, boxes[bond.source.id], boxes[bond.target.id]) for bond in evidence.bonds]
    return Picture(width, len(rows) * (BOX_HEIGHT + DOWN), list(boxes.values()), edges)


def box(evidence: EvidenceGraph, node: Node, x: float, y: float) -> Box:
    state = evidence.state_of(node)
    words = textwrap.wrap(node.title, LETTERS, max_lines=LINES, placeholder=" …")
    lines = [(y + 42 + 18 * place, line) for place, line in enumerate(words)]
    return Box(x, y, str(node.kind.label), lines, str(STATES[state]()), state == "fallen")


def edge(bond: Bond, source: Box, target: Box) -> Edge:
    """From the source down to the target, or back up to it; against is marked with a cross as well as by dashes."""
    start, end = (source.bottom, target.y - 6) if source.y < target.y else (source.y, target.bottom + 6)
    half = (start + end) / 2
    left, right = round(source.middle), round(target.middle)
    path = f"M{left} {start:.0f}C{left} {half:.0f} {right} {half:.0f} {right} {end:.0f}"
    mark = "×" if bond.relation == Relation.CONTRADICTS else ""
    return Edge(path, WIDTHS[bond.strength], DASHES[bond.relation], mark, (source.middle + target.middle) / 2, half + 6)

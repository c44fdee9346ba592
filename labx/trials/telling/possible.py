"""Which design compares which kind of outcome, and with what besides: one table, made from the registries."""

from django.utils import translation

from labx.trials.designs.declare import Design
from labx.trials.designs.registry import DESIGNS
from labx.trials.kinds.declare import Kind
from labx.trials.kinds.registry import KINDS
from labx.trials.plan.parts import JOINT

REFUSED = "–"


def besides(design: Design, kind: Kind) -> list[str]:
    """What can be asked for beside the effect: adjusted, within groups, several arms held together, drawn again."""
    known = {
        "a": kind.is_by_unit and "adjusted" in design.estimators,
        "g": kind.is_by_unit and "post_stratified" in design.estimators,
        "d": kind.shared is not None and design.code in JOINT,
        "l": kind.redrawn is not None and design.redrawn is not None,
    }
    return [mark for mark, is_so in known.items() if is_so]


def cell(design: Design, kind: Kind) -> str:
    return " ".join(["yes", *besides(design, kind)]) if kind.code in design.kinds else REFUSED


def table() -> str:
    """A line a design, a column a kind, in Markdown."""
    with translation.override("en"):
        heads = ["design", *KINDS]
        rows = [[str(design.title), *(cell(design, kind) for kind in KINDS.values())] for design in DESIGNS.values()]
    return "\n".join(f"| {' | '.join(row)} |" for row in [heads, ["---"] * len(heads), *rows])

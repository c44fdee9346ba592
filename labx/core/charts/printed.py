"""A chart on paper: the same drawing with its colours written in, for documents that no style sheet reaches."""

from labx.core.charts.drawing import svg
from labx.core.charts.figure import WIDE, Chart
from labx.core.charts.style import COMPARISON, INK, LINE, PAPER, SOFT, TRIED

ON_PAPER = {
    INK: "#2b363c",
    SOFT: "#495057",
    TRIED: "#034ad8",
    COMPARISON: "#64718b",
    PAPER: "#ffffff",
    LINE: "#cad0d9",
}


def picture(chart: Chart) -> dict[str, str]:
    """What a document needs of a chart: the drawing, and the words for who cannot see it."""
    drawn = str(svg(chart.spec(WIDE), title=chart.title, description=chart.description))
    for marker, colour in ON_PAPER.items():
        drawn = drawn.replace(f'"{marker}"', f'"{colour}"')
    return {"svg": drawn, "words": chart.description}

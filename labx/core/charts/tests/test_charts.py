"""Charts say their finding, draw cleanly at two widths, and are never alone."""

import datetime
import re
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from django.utils import translation

from labx.core.charts import drawing, figure
from labx.core.charts.balance import Covariate, balance_plot
from labx.core.charts.bars import Bar, bars
from labx.core.charts.figure import NARROW, WIDE, Chart
from labx.core.charts.flow import Lane, flow_diagram
from labx.core.charts.icon_arrays import Hundred, icon_array
from labx.core.charts.intervals import Estimate, interval_plot
from labx.core.charts.series import Line, Point, line_series
from labx.core.charts.style import COMPARISON, TRIED
from labx.core.pages.style_charts import charts

SAID = {"title": "The letter <helped>", "description": "38 against 30."}
ESTIMATE = Estimate(label="Letter", value=1.5, low=0.5, high=2.5, text="1.5 (0.5 to 2.5)")


@pytest.fixture(autouse=True)
def own_cache(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "charts"}}
    drawing.cache.clear()


@pytest.mark.parametrize("number", range(5))
def test_drawings_hold_nothing_that_a_strict_policy_blocks(number):
    drawn = figure.draw(charts()[number])
    for svg, width in ((drawn.wide, WIDE), (drawn.narrow, NARROW)):
        assert not re.search(r"style=|<style|<script|href|<image|<foreignObject|url\(http", svg)
        root = ElementTree.fromstring(svg)  # noqa: S314 - our own drawing
        assert root.get("role") == "img"
        assert float(root.get("width")) <= width
        assert {element.get("role") for element in root.iter()} == {"img", None}


def test_a_chart_is_named_by_its_finding_and_has_a_table_twin():
    with translation.override("en"):
        html = Template("{% load pages %}{% chart chart %}").render(
            Context({"chart": interval_plot([ESTIMATE], axis="days", **SAID)})
        )
    assert html.count("The letter &lt;helped&gt;</title>") == 2
    assert html.count("38 against 30.</desc>") == 2
    assert '<th scope="row">Letter</th>' in html and "1.5 (0.5 to 2.5)</td>" in html
    marks = re.findall(r'\sid="([^"]*)"', html)
    assert len(marks) == len(set(marks))


@pytest.mark.parametrize("part", ["title", "description", "rows"])
def test_a_chart_is_never_alone(part):
    whole = {**SAID, "table_caption": "c", "heads": ["a"], "rows": [["b"]], "spec": lambda width: {}}
    with pytest.raises(ValueError, match=part):
        Chart(**{**whole, part: ""})


def test_arms_keep_their_colours():
    drawn = figure.draw(
        interval_plot(
            [ESTIMATE, Estimate(label="Usual", value=0, low=-1, high=1, text="0", arm="comparison")], axis="d", **SAID
        )
    )
    assert f'stroke="{TRIED}"' in drawn.wide and f'fill="{COMPARISON}"' in drawn.wide


def test_axes_speak_the_language_of_the_page():
    chart = interval_plot([Estimate(label="A", value=15_000, low=0, high=20_000.5, text="x")], axis="€", **SAID)
    with translation.override("pt"):
        assert "20\u202f000" in figure.draw(chart).wide
    halves = interval_plot([Estimate(label="A", value=0.5, low=0, high=1, text="x")], axis="€", **SAID)
    with translation.override("pt"):
        assert ">0,2<" in figure.draw(halves).wide
    with translation.override("en"):
        assert ">0.2<" in figure.draw(halves).wide


def test_months_are_in_the_language_of_the_page():
    points = [Point(when=datetime.date(2026, month, 1), value=month, text=str(month)) for month in range(1, 7)]
    chart = line_series([Line(label="A", points=points)], axis="days", **SAID)
    with translation.override("pt"):
        assert "fev 2026" in figure.draw(chart).wide
    with translation.override("en"):
        assert "Feb 2026" in figure.draw(chart).wide


def test_the_same_drawing_is_drawn_once(monkeypatch):
    chart = bars([Bar(label="A", value=1, text="1")], unit="people", **SAID)
    first = figure.draw(chart)
    monkeypatch.setattr(drawing, "render", lambda *arguments: pytest.fail("drawn again"))
    assert figure.draw(chart) == first


def test_the_renderer_reaches_for_no_address():
    spec = {"data": {"url": "http://127.0.0.1:9/data.json"}, "mark": "point", "encoding": {}}
    with pytest.raises(ValueError, match=r"(?i)not allowed|denied|access|url"):
        drawing.render(spec, "pt")


def test_an_unsafe_element_is_refused():
    with pytest.raises(drawing.UnsafeDrawing, match="script"):
        drawing.clean(f'<svg xmlns="{drawing.SVG}"><script/></svg>', "m", "t", "d")


def test_style_attributes_are_taken_out_and_marks_made_unique():
    given = f'<svg xmlns="{drawing.SVG}"><g id="c" style="fill:red" clip-path="url(#c)"/></svg>'
    cleaned = drawing.clean(given, "m", "t", "d")
    assert "style" not in cleaned
    assert 'id="m-c"' in cleaned and 'clip-path="url(#m-c)"' in cleaned


def test_an_icon_array_draws_a_hundred_people():
    chart = icon_array([Hundred(label="Letter", of_hundred=38)], **SAID)
    svg = figure.draw(chart).wide
    assert len(re.findall(r'<path transform[^>]*stroke-width="1.5"', svg)) == 100
    assert len(re.findall(rf'<path transform[^>]*fill="{TRIED}"', svg)) == 38


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Hundred(label="A", of_hundred=101), "of a hundred"),
        (lambda: Bar(label="A", value=-1, text=""), "a bar is a length"),
        (lambda: Estimate(label="A", value=3, low=0, high=1, text=""), "outside its interval"),
        (lambda: Bar(label="A", value=1, text="", arm="red"), "no arm"),
    ],
)
def test_what_cannot_be_drawn_honestly_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_a_balance_plot_reaches_its_largest_difference():
    chart = balance_plot([Covariate(label="Age", difference=-0.9, text="-0.9")], **SAID)
    domain = chart.spec(WIDE)["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert domain == pytest.approx([-0.9 * 1.1, 0.9 * 1.1])


def test_a_series_table_holds_every_day_of_every_line():
    days = [datetime.date(2026, 1, 1), datetime.date(2026, 2, 1)]
    one = Line(label="One", points=[Point(when=day, value=1, text="1") for day in days])
    two = Line(label="Two", points=[Point(when=days[1], value=2, text="2", low=1, high=3)], arm="comparison")
    chart = line_series([one, two], axis="days", **SAID)
    assert chart.rows == [["01/01/2026", "1", "—"], ["01/02/2026", "1", "2"]]


def test_a_long_label_is_broken_and_its_text_stands_below():
    long = Estimate(label="Difference of means with unequal variances", value=1, low=0, high=2, text="1 (0 to 2)")
    svg = figure.draw(interval_plot([long], axis="days", **SAID)).narrow
    lines = re.findall(r"<tspan[^>]*>([^<]*)</tspan>", svg)
    assert " ".join(lines[:2]) == long.label
    assert lines[-1] == "1 (0 to 2)" and len(lines) == 5


def test_the_smallest_effect_worth_having_is_drawn_with_its_note():
    chart = interval_plot([ESTIMATE], axis="days", worthwhile=1, note="Grey: the smallest effect worth having.", **SAID)
    assert chart.note in Template("{% load pages %}{% chart chart %}").render(Context({"chart": chart}))
    assert len(re.findall(rf'<line[^>]*stroke="{COMPARISON}"', figure.draw(chart).wide)) == 1


def flow_of(number: int):
    lanes = [Lane(label=f"Arm {place}", counts=[f"1{place}0", f"1{place}1"]) for place in range(number)]
    return flow_diagram(lanes, steps=["In the data", "Measured"], start="Drawn", everyone="240", **SAID)


def test_a_flow_has_a_lane_for_each_arm_and_the_same_in_a_table():
    chart = flow_of(2)
    assert [list(row) for row in chart.rows] == [["In the data", "100", "110"], ["Measured", "101", "111"]]
    drawn = figure.draw(chart)
    for svg, width in ((drawn.wide, WIDE), (drawn.narrow, NARROW)):
        root = ElementTree.fromstring(svg)  # noqa: S314 - our own drawing
        said = "".join(root.itertext())
        assert float(root.get("width")) <= width
        assert all(text in said for text in ("Drawn", "240", "Arm 0", "Arm 1", "100", "111"))
        assert not re.search(r"style=|<style|<script", svg)


def test_a_flow_of_many_arms_is_left_to_its_table():
    assert flow_of(4) is None and flow_of(1) is None
    with pytest.raises(ValueError, match="no arm"):
        Lane(label="x", counts=[], arm="other")

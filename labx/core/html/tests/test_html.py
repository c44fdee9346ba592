"""Nothing that runs, loads or deceives survives; what is written stays readable."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labx.core.html.markdown import render_markdown
from labx.core.html.sanitise import plain_text, sanitise

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><script>1</script></svg>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>1</script>'>x</a>",
    "<p style='background:url(//evil)' onclick=alert(1)>x</p>",
    "<iframe src='//evil'></iframe>",
    "<form action='//evil'><input name=password></form>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<base href='//evil'><link rel=stylesheet href='//evil'><meta http-equiv=refresh content='0;//evil'>",
    "<!--<img src=x onerror=alert(1)>-->",
    "<p id=main class=alert name=submit>x</p>",
]
DANGER = re.compile(
    r"<\s*(script|style|img|svg|iframe|form|input|object|base|link|meta|math)|<[^>]*\s(on\w+|style|id|class|name)\s*="
    r"|<[^>]*(javascript|data):",
    re.IGNORECASE,
)


@pytest.mark.parametrize("html", ATTACKS)
def test_attacks_are_disarmed(html):
    assert not DANGER.search(sanitise(html))
    assert not DANGER.search(render_markdown(html))
    assert not DANGER.search(render_markdown(f"[x]({html}) ![y]({html})"))


@given(st.lists(st.sampled_from([*ATTACKS, "<p>", "</p>", "<table>", "text", "&lt;", "<!--", "-->", "`", "\n"])))
def test_no_mixture_of_attacks_survives_and_cleaning_twice_changes_nothing(pieces):
    cleaned = sanitise("".join(pieces))
    assert not DANGER.search(cleaned)
    assert sanitise(cleaned) == cleaned
    assert not DANGER.search(render_markdown("".join(pieces)))


def test_ordinary_text_stays_as_it_is():
    html = '<h2>Título</h2><p lang="en">a <strong>b</strong></p><ol start="3"><li>c</li></ol>'
    assert sanitise(html) == html


def test_links_do_not_vouch_for_where_they_lead():
    assert sanitise('<a href="https://example.pt/" target="_top">x</a>') == (
        '<a href="https://example.pt/" rel="noopener noreferrer nofollow">x</a>'
    )


@pytest.mark.parametrize("scheme", ["https://a.pt", "mailto:a@b.pt", "tel:+351210000000", "/projetos/"])
def test_ordinary_links_stay(scheme):
    assert f'href="{scheme}"' in sanitise(f'<a href="{scheme}">x</a>')


def test_markdown_is_rendered_below_the_pages_own_heading():
    assert render_markdown("# Um\n\nDois **três**\n") == "<h2>Um</h2>\n<p>Dois <strong>três</strong></p>\n"
    assert render_markdown("###### Seis", first_heading=3) == "<h6>Seis</h6>\n"


def test_markdown_tables_are_tables():
    shown = render_markdown("| a | b |\n|---|---|\n| 1 | 2 |\n")
    assert "<th>a</th>" in shown
    assert "<td>2</td>" in shown


def test_pictures_become_their_description_and_raw_html_is_shown():
    assert render_markdown("![um gato](https://evil.example/x.png)") == "<p>um gato</p>\n"
    assert render_markdown("a <b>c</b>") == "<p>a &lt;b&gt;c&lt;/b&gt;</p>\n"


def test_plain_text_is_words_only_and_still_escaped():
    assert plain_text("<p>a &lt;b <script>c</script>d</p>") == "a &lt;b d"

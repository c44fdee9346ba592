"""Small components: what they draw, and what they refuse."""

import pytest
from django.template import Context, Template
from django.utils import translation

from labx.core.pages.progress import Progress


def drawn(template: str, **context: object) -> str:
    return Template("{% load pages %}" + template).render(Context(context))


def test_a_notice_holds_what_stands_between_its_tags():
    html = drawn('{% notice kind="warning" title=text %}<p>{{ text }}</p>{% endnotice %}', text="a < b")
    assert "notice-warning" in html
    assert "<p>a &lt; b</p>" in html and "<h2>a &lt; b</h2>" in html


@pytest.mark.parametrize("template", ['{% notice kind="red" %}x{% endnotice %}', '{% badge "x" "red" %}'])
def test_unknown_kinds_are_refused(template):
    with pytest.raises(ValueError, match="Take one of"):
        drawn(template)


def test_the_breadcrumb_ends_where_the_reader_is():
    html = drawn('{% breadcrumb "Projects" "/projetos/" "Short letter" %}')
    assert '<a href="/projetos/">Projects</a>' in html
    assert '<span aria-current="page">Short letter</span>' in html


def test_a_dialog_link_is_a_page_of_its_own():
    html = drawn('{% dialog_link "gone" "/apagar/" "Delete" %}')
    assert 'href="/apagar/"' in html and 'data-dialog="gone"' in html


@pytest.mark.parametrize("state", ["waiting", "running", "cancelling"])
def test_moving_work_polls_itself(state):
    html = drawn("{% progress job %}", job=Progress(title="Load", state=state, url="/t/", cancel_url="/parar/"))
    assert 'hx-get="/t/" hx-trigger="every 2s"' in html
    assert ('action="/parar/"' in html) == (state != "cancelling")


@pytest.mark.parametrize(
    ("state", "words"), [("done", "finished"), ("failed", "did not finish"), ("cancelled", "stopped")]
)
def test_finished_work_polls_no_more(state, words):
    with translation.override("en"):
        html = drawn("{% progress job %}", job=Progress(title="Load", state=state, url="/t/", again_url="/outra-vez/"))
    assert "hx-get" not in html
    assert words in html
    assert ("/outra-vez/" in html) == (state != "done")


def test_progress_without_a_total_moves_without_a_value():
    html = drawn("{% progress job %}", job=Progress(title="Load", state="running", url="/t/", message="Reading"))
    assert "<progress" in html and "max=" not in html and "Reading" in html


def test_filters_write_in_the_language_of_the_page():
    with translation.override("pt"):
        assert drawn('{{ value|money:"USD" }} {{ value|number:1 }}', value=1.25) == "1,25\u00a0US$ 1,3"

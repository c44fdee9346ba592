"""No letter that a person typed keeps a document from being made."""

import pytest
from django.urls import reverse

from labx.core.actors import system
from labx.core.documents.pdf import pdf
from labx.portfolio.actions import evidence, projects

WHO = system("test")
# An emoji and Chinese, which the printed font lacks; control characters; what typst would read as code.
TYPED = ["Festa 😀", "中文", "a\x01b", "\ufffe", '#panic("x") $x$ @nobody \\u{0} *a*', "العربية", "\u202eabc"]


@pytest.mark.django_db
@pytest.mark.parametrize("text", TYPED)
def test_a_public_page_with_any_letters_is_also_a_document(client, text):
    started = projects.start_project(by=WHO, title=text, question="Porquê?")
    words = dict.fromkeys(("asked", "did", "learned", "next_step"), text)
    edited = projects.edit_project(by=WHO, project=started, edition=1, **words)
    evidence.publish_project(by=WHO, project=edited)
    answer = client.get(reverse("portfolio:public_pdf", args=[edited.slug]))
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF")


def test_plain_letters_keep_the_standard():
    made = pdf("portfolio/report.typ", title="Ação", claims=[], pictures=[], parts=[("Olá", "à")], note="")
    assert b"pdfuaid" in made

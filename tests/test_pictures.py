"""The pictures of the README and the manual are taken by a test, so that they cannot show what is no longer there."""

import os
from pathlib import Path

import pytest

from config.environment import ROOT
from labx.core.actors import system
from labx.portfolio.models import Project
from labx.trials import demo


class Silent:
    """The progress of work nobody watches."""

    def say(self, **_said: object) -> None: ...


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A temporary folder; `make pictures` names docs/images."""
    return ROOT / "docs" / "images" if os.environ.get("LABX_TAKE_PICTURES") else tmp_path


@pytest.mark.browser
def test_the_public_page_of_an_experiment(page, transactional_db, folder: Path) -> None:
    demo.load(Silent(), by=system("test"))
    project = Project.objects.get(title=demo.TITLE)
    page.set_viewport_size({"width": 1280, "height": 1000})
    answer = page.goto(f"/projetos/{project.slug}/")
    assert answer.status == 200
    assert project.title in page.get_by_role("heading", level=1).inner_text()
    page.screenshot(path=folder / "public-page.png")
    assert (folder / "public-page.png").stat().st_size > 20_000

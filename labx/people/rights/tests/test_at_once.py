"""An officer and the author of a text at the same moment."""

import pytest
from django.db import transaction

from labx.people.rights import cells
from labx.portfolio.actions import projects
from labx.portfolio.models import Project
from labx.portfolio.tests.making import WHO
from tests.meanwhile import meanwhile

NAME = "Zulmira Canário Peixoto"


@pytest.mark.django_db(transaction=True)
def test_what_is_written_while_a_name_is_taken_out_is_kept():
    project = projects.start_project(by=WHO, title="Carta", question=f"{NAME} escreveu.")

    def take_out() -> None:
        with transaction.atomic():
            cells.redact("portfolio_project", "question", str(project.pk), [NAME])

    meanwhile(
        lambda: projects.edit_project(by=WHO, project=project, edition=1, question=f"{NAME} voltou a escrever."),
        take_out,
    )
    assert Project.objects.get().question == "[retirado] voltou a escrever."

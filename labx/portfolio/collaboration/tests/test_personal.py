"""What working together keeps of a person, told and taken away."""

import pytest

from labx.core.personal import Person
from labx.portfolio.collaboration.actions import attachments, comments, tasks
from labx.portfolio.collaboration.personal import DATA
from labx.portfolio.collaboration.tests.making import WHO, actor, person, project_with

pytestmark = pytest.mark.django_db


def test_what_somebody_wrote_was_given_and_handed_in_is_told_and_then_nobodys(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    project = project_with(("Rui Costa", "researcher"))
    rui, rui_himself = actor("Rui Costa"), Person(accounts=frozenset({person("Rui Costa").pk}))
    comment = comments.write_comment(by=rui, thing=project, text="Olá")
    task = tasks.make_task(by=rui, project=project, title="Ler", assignee=person("Rui Costa"))
    file = attachments.attach_file(by=rui, thing=project, pieces=[b"a;b\n"], name="a.csv", description="Tabela")
    told = {data.kind: list(data.of(rui_himself)) for data in DATA}
    assert told["collaboration.comments"][0]["text"] == "Olá"
    assert told["collaboration.tasks"][0]["title"] == "Ler"
    assert told["collaboration.files"][0]["original_name"] == "a.csv"
    assert sum(data.erase(rui_himself, WHO) for data in DATA) == 3
    for record in (comment, task, file):
        record.refresh_from_db()
    assert comment.author is None and task.assignee is None and file.added_by is None
    assert not any(list(data.of(rui_himself)) for data in DATA)

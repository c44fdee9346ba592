"""What is said about a thing: written, answered, edited, deleted, and who is told."""

import pytest
from django.urls import reverse

from labx.core.actions import EditedMeanwhile
from labx.core.ids import new_id
from labx.core.notices.models import Notice
from labx.core.policy import NotAllowed
from labx.portfolio.collaboration import queries, things
from labx.portfolio.collaboration.actions import comments
from labx.portfolio.collaboration.mentions import mentioned
from labx.portfolio.collaboration.models import Comment, CommentVersion
from labx.portfolio.collaboration.tests.making import WHO, actor, person, project_with
from labx.portfolio.tests.making import evidence_of, frozen_of
from tests.people import signed_in

pytestmark = pytest.mark.django_db
TEAM = (("Ana Silva", "lead"), ("Rui Costa", "researcher"), ("Inês Sá", "observer"))


@pytest.fixture
def project():
    return project_with(*TEAM)


def told(name: str) -> list[str]:
    return list(Notice.objects.filter(owner_id=person(name).id).values_list("kind", flat=True))


def test_somebody_called_by_name_is_told_once_and_led_to_the_words(project) -> None:
    comment = comments.write_comment(by=actor("Ana Silva"), thing=project, text="@Rui Costa, e @ines sa: vejam isto")
    notice = Notice.objects.get(owner_id=person("Rui Costa").id)
    assert notice.kind == "collaboration.mention" and notice.url.endswith(f"#c-{comment.pk}")
    assert "vejam" not in notice.title + notice.text  # notices go by e-mail; what was said stays here
    assert told("Inês Sá") == ["collaboration.mention"] and told("Ana Silva") == []
    edited = comments.edit_comment(by=actor("Ana Silva"), comment=comment, text="@rui: vejam", edition=1)
    assert told("Rui Costa") == ["collaboration.mention"]
    assert [one.pk for one in edited.mentions.all()] == [person("Rui Costa").pk]


def test_names_are_found_whole_or_by_a_first_name_nobody_shares(project) -> None:
    people = [person("Ana Silva"), person("Rui Costa"), person("Inês Sá")]
    assert mentioned("mail@rui.pt @Anabela e @RUI", people) == [person("Rui Costa")]
    assert mentioned("@Rui Costa.", people) == [person("Rui Costa")]
    assert mentioned("@Zé @", people) == []
    namesake = person("Zita Silva")
    namesake.name = "Rui Outro"
    assert mentioned("@Rui", [*people, namesake]) == []
    assert mentioned("@Rui Outro", [*people, namesake]) == [namesake]


def test_who_is_not_in_the_project_can_neither_speak_nor_be_called(project) -> None:
    with pytest.raises(NotAllowed):
        comments.write_comment(by=actor("Zita Fora"), thing=project, text="Olá")
    comments.write_comment(by=actor("Ana Silva"), thing=project, text="@Zita Fora")
    assert told("Zita Fora") == []


def test_an_answer_to_an_answer_joins_the_same_thread_and_its_author_is_told(project) -> None:
    first = comments.write_comment(by=actor("Ana Silva"), thing=project, text="Um")
    second = comments.write_comment(by=actor("Rui Costa"), thing=project, text="Dois", answers=first)
    third = comments.write_comment(by=actor("Ana Silva"), thing=project, text="Três", answers=second)
    assert second.answers == third.answers == first
    assert told("Ana Silva") == ["collaboration.reply"] and told("Rui Costa") == ["collaboration.reply"]


def test_an_answer_elsewhere_and_an_empty_one_are_refused(project) -> None:
    first = comments.write_comment(by=actor("Ana Silva"), thing=project, text="Um")
    with pytest.raises(comments.NothingSaid, match=r"Volte|Go back"):
        comments.write_comment(by=actor("Ana Silva"), thing=frozen_of(project), text="Dois", answers=first)
    with pytest.raises(comments.NothingSaid):
        comments.write_comment(by=actor("Ana Silva"), thing=project, text="  \n ")


def test_the_same_form_sent_twice_is_one_comment(project) -> None:
    key = new_id()
    for _time in range(2):
        comments.write_comment(by=actor("Ana Silva"), thing=project, text="@Rui", id=key)
    assert Comment.objects.count() == 1 and told("Rui Costa") == ["collaboration.mention"]
    with pytest.raises(comments.NothingSaid):
        comments.write_comment(by=actor("Ana Silva"), thing=project, text="outra coisa", id=key)
    with pytest.raises(comments.NothingSaid):
        comments.write_comment(by=actor("Rui Costa"), thing=project, text="@Rui", id=key)


def test_only_the_author_edits_and_every_edition_stays_to_be_read(project) -> None:
    comment = comments.write_comment(by=actor("Ana Silva"), thing=project, text="Primeira")
    with pytest.raises(NotAllowed):
        comments.edit_comment(by=actor("Rui Costa"), comment=comment, text="Minha", edition=1)
    comments.edit_comment(by=actor("Ana Silva"), comment=comment, text="Segunda", edition=1)
    with pytest.raises(EditedMeanwhile):
        comments.edit_comment(by=actor("Ana Silva"), comment=comment, text="Atrasada", edition=1)
    with pytest.raises(comments.NothingSaid):
        comments.edit_comment(by=actor("Ana Silva"), comment=comment, text=" ", edition=2)
    same = comments.edit_comment(by=actor("Ana Silva"), comment=comment, text="Segunda", edition=2)
    assert same.edition == 2 and list(comment.versions.values_list("text", flat=True)) == ["Primeira"]


def test_deleted_words_are_gone_for_good_and_the_thread_stands(project) -> None:
    comment = comments.write_comment(by=actor("Rui Costa"), thing=project, text="Segredo-XYZ @Ana")
    comments.edit_comment(by=actor("Rui Costa"), comment=comment, text="Segredo-XYZ outra vez", edition=1)
    answer = comments.write_comment(by=actor("Ana Silva"), thing=project, text="Resposta", answers=comment)
    with pytest.raises(NotAllowed):
        comments.delete_comment(by=actor("Inês Sá"), comment=comment, why="Não gosto")
    with pytest.raises(comments.NothingSaid):
        comments.delete_comment(by=actor("Ana Silva"), comment=comment)
    deleted = comments.delete_comment(by=actor("Ana Silva"), comment=comment, why="Nomes de pessoas")
    assert deleted.text == "" and not CommentVersion.objects.exists()
    assert comments.delete_comment(by=WHO, comment=comment, why="outra vez").deleted_at == deleted.deleted_at
    page = signed_in(person("Ana Silva")).get(reverse("collaboration:of_project", args=[project.slug]))
    assert b"Segredo-XYZ" not in page.content and answer.text.encode() in page.content


def test_who_left_the_project_no_longer_changes_what_they_wrote(project) -> None:
    comment = comments.write_comment(by=actor("Rui Costa"), thing=project, text="Olá")
    project.memberships.get(account=person("Rui Costa")).delete()
    for change in (
        lambda: comments.edit_comment(by=actor("Rui Costa"), comment=comment, text="x", edition=1),
        lambda: comments.delete_comment(by=actor("Rui Costa"), comment=comment),
    ):
        with pytest.raises(NotAllowed):
            change()


def test_each_kind_of_thing_is_found_in_its_own_project_only(project) -> None:
    other = project_with(title="Outro")
    for thing in (project, frozen_of(project), evidence_of(project)):
        kind = things.kind_of(thing).name
        assert things.thing_called(project.slug, kind, thing.pk) == thing
        assert things.said(thing).url.startswith("/projetos/")
        from django.http import Http404

        with pytest.raises(Http404):
            things.thing_called(other.slug, kind, thing.pk)
    with pytest.raises(LookupError):
        things.kind_of(person("Ana Silva"))
    with pytest.raises(ValueError):
        things.declare(things.PROJECT)


def test_the_conversation_is_written_answered_edited_and_deleted_on_its_pages(project) -> None:
    browser = signed_in(person("Ana Silva"))
    protocol = frozen_of(project)
    page = reverse("collaboration:conversation", args=[project.slug, "protocolo", protocol.pk])
    assert "Ainda nada se disse" in browser.get(page).content.decode()
    assert browser.post(page, {"text": ""}).status_code == 200
    assert browser.post(page, {"text": "Falta o grupo", "id": new_id()}).status_code == 302
    comment = Comment.objects.get()
    answer = reverse("collaboration:answer", args=[project.slug, comment.pk])
    assert browser.get(answer).status_code == 200
    assert browser.post(answer, {"text": "De acordo", "id": new_id()}).status_code == 302
    edit = reverse("collaboration:edit_comment", args=[project.slug, comment.pk])
    assert browser.post(edit, {"text": "Falta o grupo de controlo", "edition": 1}).status_code == 302
    late = browser.post(edit, {"text": "Falta tudo", "edition": 1}).content.decode()
    assert "Falta tudo" in late and "<del>" in late and 'name="edition" value="2"' in late
    versions = browser.get(reverse("collaboration:comment_versions", args=[project.slug, comment.pk]))
    assert "Falta o grupo" in versions.content.decode()
    whole = browser.get(reverse("collaboration:of_project", args=[project.slug])).content.decode()
    assert str(protocol) in whole and "De acordo" in whole
    delete = reverse("collaboration:delete_comment", args=[project.slug, comment.pk])
    assert browser.get(delete).status_code == 200 and browser.post(delete).status_code == 302
    assert browser.get(edit).status_code == 404
    other = comments.write_comment(by=actor("Rui Costa"), thing=project, text="Olá")
    delete = reverse("collaboration:delete_comment", args=[project.slug, other.pk])
    assert browser.post(delete, {"why": ""}).status_code == 200
    assert browser.post(delete, {"why": "fora do assunto"}).status_code == 302


def test_a_long_conversation_costs_no_more_questions_than_a_short_one(project, django_assert_max_num_queries) -> None:
    browser = signed_in(person("Ana Silva"))
    page = reverse("collaboration:of_project", args=[project.slug])
    comments.write_comment(by=actor("Ana Silva"), thing=project, text="Um")
    browser.get(page)
    with django_assert_max_num_queries(60) as few:
        browser.get(page)
    for number in range(12):
        one = comments.write_comment(by=actor("Rui Costa"), thing=project, text=f"Fio {number}")
        comments.write_comment(by=actor("Ana Silva"), thing=project, text="Resposta", answers=one)
    with django_assert_max_num_queries(len(few)):
        browser.get(page)


def test_a_thing_says_how_much_was_said_about_it(project) -> None:
    protocol = frozen_of(project)
    comments.write_comment(by=actor("Ana Silva"), thing=protocol, text="Um")
    assert queries.count_about(protocol) == {"comments": 1, "files": 0}
    address = reverse("portfolio:protocol", args=[project.slug, protocol.code, protocol.version])
    assert reverse("collaboration:conversation", args=[project.slug, "protocolo", protocol.pk]) in (
        signed_in(person("Ana Silva")).get(address).content.decode()
    )

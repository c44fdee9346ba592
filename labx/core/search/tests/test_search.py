"""Search: found by stem, without accents, misspelt; and only what the reader may see."""

from uuid import UUID

import pytest
from django.db import transaction

from labx.core import policy, rooms
from labx.core.actors import ANONYMOUS, Actor
from labx.core.jobs.models import Job
from labx.core.policy import Permission
from labx.core.rooms import Room
from labx.core.search.declare import Search, SearchEntry
from labx.core.search.find import find
from labx.core.search.index import rebuild, refresh
from labx.core.search.models import SearchDocument
from tests.meanwhile import meanwhile

pytestmark = pytest.mark.django_db
PROJECT, OWNER = UUID(int=7), UUID(int=8)
READER = Actor("account", UUID(int=1), frozenset({"analyst"}))
MEMBER = Actor("account", UUID(int=2))
OUTSIDER = Actor("account", UUID(int=3))


def entry(job: Job) -> SearchEntry:
    return SearchEntry(job.name, job.error, f"/x/{job.pk}", job.project_id, job.owner_id, is_public=job.cancel_asked)


@pytest.fixture(autouse=True)
def room(monkeypatch):
    permission = Permission(
        "test.see", "See", roles=frozenset({"analyst"}), project_roles=frozenset({"observer"}), owner=True
    )
    search = Search("test.thing", "Thing", "test.see", lambda: Job.objects.exclude(state="cancelled"), entry)
    monkeypatch.setattr(rooms, "_rooms", {"test": Room(name="test", title="Test room", searches=(search,))})
    monkeypatch.setitem(policy._permissions, "test.see", permission)
    monkeypatch.setattr(
        policy,
        "_memberships",
        [lambda account: {PROJECT: frozenset({"observer"})} if account == MEMBER.id else {}],
    )


def known(title: str, text: str = "", *, public: bool = True, **options) -> Job:
    job = Job.objects.create(name=title, error=text, cancel_asked=public, **options)
    refresh(job)
    return job


def titles(actor: Actor, query: str) -> list[str]:
    return [
        hit.title.replace("<mark>", "").replace("</mark>", "")
        for _room, hits in find(actor, query).groups
        for hit in hits
    ]


@pytest.mark.parametrize(
    "query", ["avaliação", "avaliações", "avaliacao", "avaliacoes", "AVALIAÇÃO", "avalaição", "avaliaçao", "avalição"]
)
def test_one_word_is_found_however_it_is_written(query):
    known("Avaliação de uma carta mais curta")
    known("Prazo do rendimento social")
    assert titles(ANONYMOUS, query) == ["Avaliação de uma carta mais curta"]


@pytest.mark.parametrize("query", ["avaliações", "avaliação", "avaliacao"])
def test_a_plural_is_found_by_its_singular(query):
    known("As avaliações do ano")
    assert titles(ANONYMOUS, query) == ["As avaliações do ano"]


def test_a_near_miss_is_called_one():
    known("Emprego jovem")
    assert not find(ANONYMOUS, "emprego").is_close
    assert find(ANONYMOUS, "enprego").is_close


def test_the_title_counts_more_than_the_text():
    known("Outra coisa", "uma carta no fim do texto")
    known("Carta", "sobre nada")
    assert titles(ANONYMOUS, "carta") == ["Carta", "Outra coisa"]


@pytest.mark.parametrize(
    ("actor", "expected"),
    [
        (ANONYMOUS, {"carta pública"}),
        (OUTSIDER, {"carta pública"}),
        (MEMBER, {"carta pública", "carta do projeto"}),
        (Actor("account", OWNER), {"carta pública", "carta do dono"}),
        (READER, {"carta pública", "carta do projeto", "carta do dono", "carta fechada"}),
        (Actor("token", UUID(int=1), frozenset({"analyst"}), scopes=frozenset()), {"carta pública"}),
    ],
)
def test_each_finds_only_what_they_may_see(actor, expected):
    known("carta pública")
    known("carta do projeto", public=False, project_id=PROJECT)
    known("carta do dono", public=False, owner_id=OWNER)
    known("carta fechada", public=False, project_id=UUID(int=99))
    assert set(titles(actor, "carta")) == expected


def test_near_misses_keep_to_what_may_be_seen():
    known("Avaliação", public=False)
    assert find(OUTSIDER, "avalaição").count == 0
    assert find(READER, "avalaição").count == 1


def test_a_condition_on_the_record_itself_is_asked_of_it(monkeypatch):
    only_long = Permission("test.see", "", roles=frozenset({"analyst"}), when=lambda job: len(job.name) > 10)
    monkeypatch.setitem(policy._permissions, "test.see", only_long)
    known("carta", public=False)
    known("carta mais longa", public=False)
    gone = known("carta que desapareceu", public=False)
    Job.objects.filter(pk=gone.pk).delete()
    assert titles(READER, "carta") == ["carta mais longa"]


def test_what_is_no_longer_there_is_not_found():
    job = known("carta")
    Job.objects.filter(pk=job.pk).update(state="cancelled")
    refresh(job)
    assert titles(ANONYMOUS, "carta") == []


def test_a_changed_record_is_found_by_its_new_words():
    job = known("carta")
    Job.objects.filter(pk=job.pk).update(name="telefonema")
    refresh(job)
    assert (titles(ANONYMOUS, "carta"), titles(ANONYMOUS, "telefonema")) == ([], ["telefonema"])


def test_a_room_that_is_off_is_not_searched(monkeypatch):
    known("carta")
    monkeypatch.setattr(rooms, "_rooms", {})
    assert titles(READER, "carta") == []


def test_a_record_without_a_declared_search_is_refused():
    with pytest.raises(LookupError, match=r"Room\.searches"):
        refresh(SearchDocument())


def test_rebuilding_finds_everything_again_and_nothing_else():
    known("carta")
    Job.objects.create(name="outra carta", cancel_asked=True)
    SearchDocument.objects.create(kind="test.thing", record_id=UUID(int=1), title="carta morta", is_public=True)
    assert rebuild() == 2
    assert set(titles(ANONYMOUS, "carta")) == {"carta", "outra carta"}


@pytest.mark.django_db(transaction=True)
def test_what_is_taken_away_while_search_learns_everything_anew_is_not_found():
    job = known("carta")

    def take_away():
        with transaction.atomic():
            Job.objects.filter(pk=job.pk).update(state="cancelled")
            refresh(job)

    meanwhile(rebuild, take_away)
    assert titles(ANONYMOUS, "carta") == []


def test_found_words_are_marked_and_markup_is_not_run(client):
    known("carta <script>alert(1)</script>", "texto com carta e <img src=x>\x02")
    page = client.get("/procurar/", {"q": "carta"}).content.decode()
    assert "<mark>carta</mark> &lt;script&gt;" in page
    assert "<img src=x>" not in page
    assert '<h2 id="sala-1">Test room</h2>' in page


@pytest.mark.parametrize(
    "query", ["", "  ", "\x00", "'", "a & | ! :* <->", '"', "%", "\\", "é" * 5000, "-carta", "(((", "\ud800"]
)
def test_no_query_breaks_the_page(client, query):
    known("carta")
    assert client.get("/procurar/", {"q": query.encode("utf-8", "replace").decode()}).status_code == 200


def test_empty_pages_say_what_to_do(client):
    assert "Escreva o que procura" in client.get("/procurar/").content.decode()
    assert "Nada foi encontrado" in client.get("/procurar/", {"q": "zebra"}).content.decode()

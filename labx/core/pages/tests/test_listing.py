"""Lists sort, filter, page and export exactly what they show."""

import json
from dataclasses import dataclass

import pytest
from django.contrib.contenttypes.models import ContentType
from django.contrib.messages.storage.cookie import CookieStorage
from django.db.models import QuerySet
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from labx.core.pages.listing import Column, Empty, Filter, Listing, Table


@dataclass(frozen=True)
class Person:
    name: str
    town: str
    age: int | None


PEOPLE = [Person("Álvaro", "Porto", 61), Person("Zita", "Lisboa", None), Person("ana", "Porto", 34)]
TOWNS = [("Porto", "Porto"), ("Lisboa", "Lisboa")]
TABLE = Table(
    name="pessoas",
    caption="People",
    noun=("person", "people"),
    columns=(
        Column(key="name", label="Name", link=lambda row: f"/p/{row.name}"),
        Column(key="town", label="Town"),
        Column(key="age", label="Age", kind="number"),
        Column(key="initial", label="Initial", value=lambda row: row.name[0], sortable=False),
    ),
    filters=(Filter(key="town", label="Town", phrase="in {choice}", choices=TOWNS),),
    search=("name",),
    order="name",
    per_page=2,
    empty=Empty(title="Nobody yet", text="People stand here."),
)


def read(query: str = "", rows: object = PEOPLE, table: Table = TABLE) -> Listing:
    return table.read(RequestFactory().get(f"/pessoas/?{query}"), rows)


def names(listing: Listing) -> list[str]:
    return [person.name for person in listing.matching]


def drawn(listing: Listing) -> str:
    return Template("{% load pages %}{% table listing %}").render(Context({"listing": listing}))


def test_names_sort_without_case_and_accents():
    assert names(read()) == ["Álvaro", "ana", "Zita"]
    assert names(read("ordem=-name")) == ["Zita", "ana", "Álvaro"]


def test_unknown_values_stand_last_both_ways():
    assert names(read("ordem=age")) == ["ana", "Álvaro", "Zita"]
    assert names(read("ordem=-age")) == ["Álvaro", "ana", "Zita"]


def test_filters_read_as_a_sentence():
    listing = read("town=Porto&procura=ALV")
    assert names(listing) == ["Álvaro"]
    with translation.override("en"):
        assert listing.sentence == "1 person in Porto, with “ALV”"
    assert listing.clear_url == "?"


@pytest.mark.parametrize(
    "query",
    ["town=Faro", "ordem=nothing", "ordem=initial", "pagina=x", "pagina=99999999999", "formato=exe", "pagina=²"],
)
def test_nonsense_in_the_address_is_as_if_absent(query):
    assert len(names(read(query))) == 3
    assert read(query).download() is None


def test_control_characters_never_reach_the_database():
    assert read("procura=%00an%07a").search == "ana"


def test_pages_keep_the_rest_of_the_address():
    listing = read("ordem=-name&pagina=2&outra=1")
    assert [cell.text for row in listing.rows for cell in row][:1] == ["Álvaro"]
    assert listing.previous_url == "?ordem=-name&outra=1&pagina=1"
    assert read("pagina=77").page.number == 2


def test_sorting_turns_and_goes_back_to_the_first_page():
    heads = {head.label: head for head in read("ordem=name&pagina=2").heads}
    assert heads["Name"].sort_url == "?ordem=-name"
    assert heads["Name"].direction == "ascending"
    assert heads["Initial"].sort_url == ""


def test_two_lists_of_a_page_do_not_meet():
    other = Table(
        name="x", caption="X", noun=("x", "xs"), columns=TABLE.columns, prefix="d-", empty=TABLE.empty, search=("name",)
    )
    listing = read("ordem=-name&d-procura=zita", table=other)
    assert names(listing) == ["Zita"]
    assert names(read("ordem=-name&d-procura=zita")) == ["Zita", "ana", "Álvaro"]
    assert ("ordem", "-name") in listing.carried


def test_exports_give_every_matching_row_and_the_shown_columns():
    answer = read("town=Porto&ordem=age&formato=json").download()
    assert json.loads(answer.content) == [
        {"name": "ana", "town": "Porto", "age": 34, "initial": "a"},
        {"name": "Álvaro", "town": "Porto", "age": 61, "initial": "Á"},
    ]
    assert answer["Content-Disposition"].startswith('attachment; filename="pessoas-')


def test_exports_follow_the_language():
    with translation.override("pt"):
        assert read("formato=csv").download().content.decode("utf-8-sig").splitlines()[0] == "Name;Town;Age;Initial"
    with translation.override("en"):
        assert read("formato=csv").download().content.decode().splitlines()[0] == "Name,Town,Age,Initial"


def test_exports_let_no_formula_through():
    rows = [Person("=1+1", "Porto", 1)]
    with translation.override("en"):
        assert "'=1+1,Porto" in read("formato=csv", rows).download().content.decode()


def test_what_a_spreadsheet_cannot_hold_is_said_on_the_list():
    request = RequestFactory().get("/pessoas/?town=Porto&formato=xlsx")
    request._messages = CookieStorage(request)
    listing = TABLE.read(request, [Person("A" * 40_000, "Porto", 1)])
    assert listing.download().url == "/pessoas/?town=Porto"
    assert "32767" in str(next(iter(request._messages)))


def test_a_spreadsheet_can_be_taken_away():
    answer = read("formato=xlsx").download()
    assert answer.content[:2] == b"PK"


def test_empty_lists_say_what_would_be_here():
    assert "Nobody yet" in drawn(read(rows=[]))
    with translation.override("en"):
        assert "Nothing matches" in drawn(read("town=Lisboa&procura=ana"))


def test_what_is_typed_is_escaped():
    html = drawn(read("procura=%3Cscript%3Ealert(1)"))
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_ten_thousand_rows_draw_one_page():
    rows = [Person(f"Pessoa {number}", "Porto", number) for number in range(10_000)]
    listing = read("ordem=-age", rows)
    assert drawn(listing).count("<tr>") == 3
    assert listing.sentence == "10\u202f000 people"
    assert "Pessoa 0<" in drawn(read("ordem=-age&pagina=5000", rows))


def test_a_kind_that_is_none_is_refused():
    with pytest.raises(ValueError, match="is no kind"):
        Column(key="a", label="A", kind="colour")


def test_values_are_written_by_their_kind():
    with translation.override("pt"):
        assert Column(key="a", label="A", kind="flag").text_of(True) == "Sim"
        assert Column(key="a", label="A", kind="money").text_of(3) == "3,00\u00a0€"
        assert Column(key="a", label="A", choices=[("x", "Xis")]).text_of("x") == "Xis"
        assert Column(key="a", label="A", path="b__c").value_of({"b": None}) is None
        assert Column(key="a", label="A").text_of(None) == "—"


QUERY_TABLE = Table(
    name="tipos",
    caption="Types",
    noun=("type", "types"),
    columns=(Column(key="app_label", label="App"), Column(key="model", label="Model")),
    filters=(
        Filter(key="app_label", label="App", phrase="of {choice}", choices=lambda: [("auth", "accounts"), ("x", "x")]),
    ),
    search=("model",),
    order="-model",
    empty=TABLE.empty,
)


def test_a_filter_may_narrow_in_its_own_way():
    def older(rows: list[Person], age: str) -> list[Person]:
        return [row for row in rows if (row.age or 0) > int(age)]

    one = Filter(key="mais", label="Age", phrase="over {choice}", choices=[(50, "fifty")], narrow=older)
    assert [row.name for row in one.apply(PEOPLE, "50")] == ["Álvaro"]


@pytest.mark.django_db
def test_queries_are_sorted_filtered_and_exported_by_the_database():
    listing = read("app_label=auth&procura=ERM", ContentType.objects.all(), QUERY_TABLE)
    assert isinstance(listing.matching, QuerySet)
    assert [row.model for row in listing.matching] == ["permission"]
    with translation.override("pt"):
        assert listing.sentence == "1 type of accounts, com “ERM”"
    every = read("formato=json", ContentType.objects.all(), QUERY_TABLE)
    models = [row["model"] for row in json.loads(every.download().content)]
    assert len(models) == ContentType.objects.count()
    assert models == sorted(models, reverse=True)

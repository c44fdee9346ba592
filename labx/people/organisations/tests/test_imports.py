"""A file of organisations: checked row by row, decided, brought, undone; and what bad files get."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from labx.core.audit.models import AuditEntry
from labx.core.events.models import Retraction
from labx.core.policy import NotAllowed
from labx.core.search.models import SearchDocument
from labx.people.organisations import importing
from labx.people.organisations.actions import editing, imports
from labx.people.organisations.errors import NotNow
from labx.people.organisations.models import Import, Partner, PublicEntity
from labx.people.organisations.nipc import with_check_digit
from labx.people.organisations.tests.making import an_entity
from tests.people import WHO, account_with, actor_with, signed_in

pytestmark = pytest.mark.django_db
HEADER = "Nome;NIPC;Nível;Distrito;NIPC da entidade de que depende;Porque não há NIPC;E-mail geral"


def kept(*rows: str, header: str = HEADER, kind: str = "entities", by=WHO) -> Import:
    content = "\n".join([header, *rows]).encode()
    return imports.keep_upload(by=by, kind=kind, pieces=[content], name="entidades.csv", source="inventado")


def checked(*rows: str, **options) -> Import:
    file = kept(*rows, **options)
    _form, columns = importing.as_it_reads(file)
    imports.choose_columns(by=WHO, file=file, form={}, columns=columns)
    file.refresh_from_db()
    return importing.check(by=WHO, file=file)


def brought(file: Import, *, similar_too: bool = False) -> Import:
    decided = imports.decide(by=WHO, file=file, similar_too=similar_too, without_faulty=True)
    return importing.bring(by=WHO, file=decided)


def number(place: int) -> str:
    return with_check_digit(f"7{place:07d}")


def test_good_rows_come_in_with_their_parents_whatever_their_order():
    file = brought(
        checked(
            f"Serviço de Beja;{number(2)};local;Beja;{number(1)};;",
            f"Ministério;{number(1)};Nacional;;;;geral@example.pt",
            "Corpo estrangeiro;;nacional;;;entidade estrangeira;",
        )
    )
    assert (file.state, file.brought) == (Import.State.IMPORTED, 3)
    service = PublicEntity.objects.get(nipc=number(2))
    assert (service.parent.name, service.district, service.level) == ("Ministério", "02", "local")
    assert AuditEntry.objects.filter(action="organisations.register_many", target_id=str(file.id)).count() == 1
    assert SearchDocument.objects.filter(kind="organisations.entity").count() == 3


def test_each_bad_row_is_told_with_row_column_and_cure():
    good = number(1)
    file = checked(
        f"Boa;{good};nacional;;;;",
        "Com número errado;501964844;nacional;;;;",
        f";{number(3)};nacional;;;;",
        f"Sem nível;{number(4)};;;;;",
        f"Outro nível;{number(5)};distrital;;;;",
        "Sem número;;nacional;;;;",
        f"Distrito errado;{number(6)};local;Olivença;;;",
        f"Tutela desconhecida;{number(7)};local;;{number(999)};;",
        f"Endereço errado;{number(8)};local;;;;não é",
        f"{'x' * 241};{number(9)};local;;;;",
        f"Círculo A;{number(10)};local;;{number(11)};;",
        f"Círculo B;{number(11)};local;;{number(10)};;",
    )
    told = {(problem["row"], problem["column"]) for problem in file.problems}
    assert told == {
        (3, "NIPC"),
        (4, "Nome"),
        (5, "Nível"),
        (6, "Nível"),
        (7, "NIPC"),
        (8, "Distrito"),
        (9, "NIPC da entidade de que depende"),
        (10, "E-mail geral"),
        (11, "Nome"),
        (12, "NIPC da entidade de que depende"),
        (13, "NIPC da entidade de que depende"),
    }
    assert all(problem["message"] for problem in file.problems)
    assert any("Círculo A → Círculo B → Círculo A" in problem["message"] for problem in file.problems)
    assert (file.rows, file.good_rows, file.faulty_rows) == (12, 1, 11)
    assert not PublicEntity.objects.exists()
    with pytest.raises(NotNow, match="linhas com erro"):
        imports.decide(by=WHO, file=file, similar_too=False, without_faulty=False)
    assert brought(file).brought == 1


def test_the_faulty_rows_can_be_taken_away_mended_and_brought(client):
    file = checked(f"Boa;{number(1)};nacional;;;;", f"=1+1;{number(2)};distrital;;;;")
    client.force_login(account_with("lab_lead"))
    answer = client.get(reverse("organisations:faulty_rows", args=[file.id]))
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert (
        len(lines) == 2 and lines[0].startswith("Nome;NIPC") and number(2) in lines[1] and "copie a coluna" in lines[1]
    )
    assert not lines[1].startswith("=")


def test_twins_are_shown_and_left_out_unless_it_is_said_that_they_are_others():
    here = an_entity("Instituto dos Registos e do Notariado")
    rows = (
        f"Nome novo;{here.nipc};nacional;;;;",
        f"Instituto Registos e Notariado, I.P.;{number(1)};nacional;;;;",
        f"Agência Nova;{number(2)};nacional;;;;",
        f"Agencia  nova;{number(3)};nacional;;;;",
        f"Repetida;{number(2)};nacional;;;;",
        f"Escola 1;{number(4)};local;;;;",
        f"Escola 2;{number(5)};local;;;;",
    )
    file = checked(*rows)
    sorts = {twin["row"]: twin["sort"] for twin in file.twins}
    assert sorts == {2: "known", 3: "similar", 5: "similar", 6: "known"}
    assert (file.known_rows, file.similar_rows) == (2, 2)
    assert brought(file).brought == 3
    other = checked(*rows)
    assert other.known_rows == 5
    assert brought(other, similar_too=True).brought == 2


def test_who_belongs_to_a_row_that_is_left_out_belongs_to_what_it_is():
    here = an_entity("Instituto dos Registos")
    file = checked(f"Instituto Registos;{number(1)};nacional;;;;", f"Conservatória;{number(2)};local;;{number(1)};;")
    assert brought(file).brought == 1
    assert PublicEntity.objects.get(nipc=number(2)).parent == here


def test_undoing_takes_everything_back_but_what_is_in_use():
    file = brought(checked(*(f"Entidade número {n};{number(n)};local;;;;" for n in range(1, 9))))
    edited, parent = PublicEntity.objects.get(nipc=number(1)), PublicEntity.objects.get(nipc=number(2))
    editing.edit_entity(by=WHO, entity=edited, edition=1, acronym="EN1")
    child = an_entity("De fora", parent=parent)
    gone = PublicEntity.objects.get(nipc=number(3))
    undone = imports.undo_import(by=WHO, file=file, why="engano")
    assert undone.state == Import.State.UNDONE
    assert {one["name"] for one in undone.kept_back} == {"Entidade número 1", "Entidade número 2"}
    assert set(PublicEntity.objects.all()) == {edited, parent, child}
    assert Retraction.objects.count() == 6 and Retraction.objects.filter(target=gone.registration).exists()
    assert SearchDocument.objects.filter(kind="organisations.entity").count() == 3
    with pytest.raises(NotNow):
        imports.undo_import(by=WHO, file=file, why="outra vez")
    again = checked(*(f"Entidade número {n};{number(n)};local;;;;" for n in range(1, 9)))
    assert brought(again).brought == 6


def test_bringing_twice_brings_once():
    file = checked(f"Uma;{number(1)};nacional;;;;")
    brought(file)
    assert importing.bring(by=WHO, file=Import.objects.get(pk=file.pk)).brought == 1
    assert PublicEntity.objects.count() == 1
    with pytest.raises(NotNow):
        imports.decide(by=WHO, file=file, similar_too=False, without_faulty=True)
    with pytest.raises(NotNow):
        imports.choose_columns(by=WHO, file=file, form={}, columns={})


def test_partners_come_in_by_a_workbook(tmp_path):
    book = Workbook()
    book.active.append(["Nome", "Tipo", "NIPC", "Sítio", "Página na Internet"])
    book.active.append(["Universidade Inventada", "Investigação", int(number(1)), "x", "universidade.example.pt"])
    book.active.append(["Associação Inventada", "sociedade civil", None, "x", None])
    book.save(tmp_path / "parceiros.xlsx")
    content = (tmp_path / "parceiros.xlsx").read_bytes()
    file = imports.keep_upload(by=WHO, kind="partners", pieces=[content], name="parceiros.xlsx", source="inventado")
    _form, columns = importing.as_it_reads(file)
    imports.choose_columns(by=WHO, file=file, form={}, columns=columns)
    file = importing.check(by=WHO, file=Import.objects.get(pk=file.pk))
    assert file.problems == [] and brought(file).brought == 2
    one = Partner.objects.get(nipc=number(1))
    assert (one.kind, one.website) == ("research", "https://universidade.example.pt")


def test_a_table_that_cannot_be_read_is_refused_whole():
    file = kept("a;b", header="Nome;Nome")
    imports.choose_columns(by=WHO, file=file, form={}, columns={"name": "Nome", "level": "Nome"})
    refused = importing.check(by=WHO, file=Import.objects.get(pk=file.pk))
    assert refused.state == Import.State.REFUSED and "duas coisas" in refused.problems[0]["message"]


def test_who_may_not_bring_is_refused():
    with pytest.raises(NotAllowed):
        kept("x", by=actor_with("researcher"))


def upload(client, content: bytes, name: str = "entidades.csv"):
    words = {"kind": "entities", "source": "inventado", "file": SimpleUploadedFile(name, content)}
    return client.post(reverse("organisations:upload"), words, follow=True)


def test_the_whole_way_by_the_pages(client, run_jobs):
    client.force_login(account_with("lab_lead"))
    rows = "\n".join([HEADER, f"Boa;{number(1)};nacional;;;;", "Má;123;nacional;;;;"])
    page = upload(client, rows.encode())
    assert "Boa" in page.content.decode()
    file = Import.objects.get()
    form = page.context["form"]
    chosen = {name: field.initial or "" for name, field in form.fields.items()}
    assert chosen["name"] == "Nome" and chosen["nipc"] == "NIPC" and chosen["level"] == "Nível"
    there = client.post(reverse("organisations:columns", args=[file.id]), chosen, follow=True)
    assert there.redirect_chain[-1][0] == reverse("organisations:import", args=[file.id])
    run_jobs()
    page = client.get(reverse("organisations:import", args=[file.id])).content.decode()
    assert "Um problema" in page and "3 algarismos" in page and "Ainda nada foi registado" in page
    refused = client.post(reverse("organisations:import", args=[file.id])).content.decode()
    assert "Diga que ficam de fora" in refused and not PublicEntity.objects.exists()
    client.post(reverse("organisations:import", args=[file.id]), {"without_faulty": "on"})
    run_jobs()
    assert PublicEntity.objects.get().brought_by == file
    assert (
        "Foram registadas 1 organizações"
        in client.get(reverse("organisations:import", args=[file.id])).content.decode()
    )
    client.post(reverse("organisations:undo_import", args=[file.id]), {"why": "engano"})
    run_jobs()
    assert not PublicEntity.objects.exists()
    assert "A importação foi desfeita" in client.get(reverse("organisations:import", args=[file.id])).content.decode()
    assert b"".join(client.get(reverse("organisations:original", args=[file.id])).streaming_content) == rows.encode()


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"%PDF-1.7 nothing", "entidades.csv", "PDF"),
        (b"Nome;NIPC\n", "entidades.xlsx", "não é"),
        (b"", "vazio.csv", "vazi"),
    ],
)
def test_a_file_that_is_not_what_it_says(client, content, name, said):
    client.force_login(account_with("lab_lead"))
    assert said in upload(client, content, name).content.decode()


def test_the_pages_of_a_file_ask_as_often_for_many_rows(django_assert_max_num_queries):
    client = signed_in(account_with("lab_lead"))
    few = checked("Má;123;nacional;;;;", f"Uma;{number(1)};local;;;;")
    many = checked(*(f"Má {n};12{n};nacional;;;;" for n in range(200)), f"Duas;{number(2)};local;;;;")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("organisations:import", args=[few.id]))
    with django_assert_max_num_queries(len(asked)):
        client.get(reverse("organisations:import", args=[many.id]))

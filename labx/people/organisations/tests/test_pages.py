"""Pages, interface, commands and demonstration of organisations."""

import datetime as dt
import json

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from labx.core.api.tokens import create_token
from labx.core.policy import NotAllowed
from labx.core.search.models import SearchDocument
from labx.people.organisations import demo, handed, queries
from labx.people.organisations.actions import affiliations, editing, merging
from labx.people.organisations.cli import organisations
from labx.people.organisations.models import Merge, Partner, PublicEntity
from labx.people.organisations.tests.making import a_nipc, a_partner, an_entity
from tests.people import WHO, account_with, actor_with, open_account, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def leader():
    return signed_in(account_with("lab_lead"))


def text(client, name: str, *parts, **query) -> str:
    return client.get(reverse(f"organisations:{name}", args=parts), query).content.decode()


def test_an_entity_is_registered_by_the_page_and_a_twin_is_asked_about(leader):
    words = {"name": "Instituto dos Registos", "nipc": "501964844", "level": "national"}
    assert "não condiz" in leader.post(reverse("organisations:new_entity"), words).content.decode()
    words["nipc"] = "501 964 843"
    leader.post(reverse("organisations:new_entity"), {**words, "website": "registos.example.pt"})
    entity = PublicEntity.objects.get()
    assert (entity.nipc, entity.website) == ("501964843", "https://registos.example.pt")
    taken = leader.post(reverse("organisations:new_entity"), {**words, "name": "Outro"}).content.decode()
    assert "já é de “Instituto dos Registos”" in taken
    twin = {"name": "Instituto de Registos, I.P.", "nipc": a_nipc(), "level": "national"}
    asked = leader.post(reverse("organisations:new_entity"), twin).content.decode()
    assert "É outra organização" in asked and entity.code in asked and twin["nipc"] in asked
    leader.post(reverse("organisations:new_entity"), {**twin, "is_another": "on"})
    assert PublicEntity.objects.count() == 2
    page = text(leader, "entity", entity.code)
    assert "podem ser a mesma entidade" in page and "A entidade foi registada" in page


def test_parents_are_named_as_people_name_them(leader):
    parent = an_entity("Ministério das Cartas", acronym="MC")
    words = {"name": "Direção-Geral", "nipc": a_nipc(), "level": "national", "is_another": "on"}
    refused = leader.post(reverse("organisations:new_entity"), {**words, "parent": "Ministerio das Carta"})
    assert f"Queria dizer: Ministério das Cartas ({parent.nipc})" in refused.content.decode()
    unknown = leader.post(reverse("organisations:new_entity"), {**words, "parent": "zzz"}).content.decode()
    assert "não existe aqui" in unknown
    leader.post(reverse("organisations:new_entity"), {**words, "parent": "ministerio cartas"})
    child = PublicEntity.objects.get(name="Direção-Geral")
    assert child.parent == parent and "Direção-Geral" in text(leader, "entity", parent.code)
    assert 'value="Ministério das Cartas"' in text(leader, "edit_entity", child.code)


def test_two_who_edit_at_once_lose_nothing(leader):
    entity = an_entity()
    form = {"name": "Novo nome", "nipc": entity.nipc, "level": "national", "edition": 1}
    editing.edit_entity(by=WHO, entity=entity, edition=1, acronym="IR")
    answer = leader.post(reverse("organisations:edit_entity", args=[entity.code]), form).content.decode()
    assert "Outra pessoa gravou" in answer and 'value="Novo nome"' in answer
    assert "O que entretanto foi guardado" in answer and "<del>IR</del>" in answer
    leader.post(reverse("organisations:edit_entity", args=[entity.code]), {**form, "edition": 2})
    assert PublicEntity.objects.get().name == "Novo nome"


def test_a_life_told_by_the_pages(leader):
    entity, heir = an_entity("Comissão"), an_entity("Agência")
    to = [entity.code]
    leader.post(reverse("organisations:rename", args=to), {"name": "Autoridade", "on": "01/03/2020"})
    late = leader.post(reverse("organisations:rename", args=to), {"name": "X", "on": "01/03/2019"}).content.decode()
    assert "acrescente este como nome anterior" in late
    leader.post(reverse("organisations:add_former_name", args=to), {"name": "Grupo", "replaced_on": "01/01/2010"})
    page = text(leader, "entity", entity.code)
    assert "“Grupo” passou a “Comissão”" in page and "“Comissão” passou a “Autoridade”" in page
    leader.post(reverse("organisations:end", args=to), {"on": "31/12/2021", "successor": heir.nipc})
    assert "As suas atribuições passaram para" in text(leader, "entity", entity.code)
    assert "Sucedeu a “Autoridade”" in text(leader, "entity", heir.code)
    looped = leader.post(reverse("organisations:end", args=[heir.code]), {"on": "31/12/2022", "successor": entity.code})
    assert "Isto daria a volta em círculo" in looped.content.decode()
    leader.post(reverse("organisations:reopen", args=to), {"why": "engano"})
    former = entity.former_names.first()
    leader.post(reverse("organisations:remove_former_name", args=[entity.code, former.pk]))
    assert entity.former_names.count() == 1 and PublicEntity.objects.get(pk=entity.pk).ended_on is None
    left, other = entity.former_names.get(), an_entity("Outra")
    editing.add_former_name(by=WHO, entity=other, name="Antes", replaced_on=left.replaced_on)
    merging.merge(by=WHO, kept=other, duplicate=entity, why="a mesma")
    at = reverse("organisations:remove_former_name", args=[entity.code, left.pk])
    assert "foi junto a" in leader.post(at, follow=True).content.decode()
    assert entity.former_names.count() == 1


def test_contacts_are_for_the_team_only(leader):
    entity = an_entity()
    at = reverse("organisations:new_contact", args=[entity.code])
    assert "é preciso um dos dois" in leader.post(at, {"name": "Ana"}).content.decode()
    leader.post(at, {"name": "Ana Contacto", "email": "ana@example.pt"})
    contact = entity.contacts.get()
    at = reverse("organisations:edit_contact", args=[entity.code, contact.pk])
    leader.post(at, {"name": "Ana Contacto", "phone": "210000000"})
    assert "210000000" in text(leader, "entity", entity.code)
    outside = signed_in(open_account("fora@example.pt", "entity_contact"))
    assert "Ana Contacto" not in text(outside, "entity", entity.code)
    leader.post(reverse("organisations:remove_contact", args=[entity.code, contact.pk]))
    assert not entity.contacts.exists()


def test_duplicates_are_merged_and_taken_apart_by_the_pages(leader):
    kept, duplicate = an_entity("Instituto das Cartas"), an_entity("Instituto de Cartas")
    assert duplicate.code in text(leader, "entity_twins")
    at = reverse("organisations:merge_entity", args=[kept.code])
    assert f'value="{duplicate.code}"' in leader.get(at, {"repetida": duplicate.code}).content.decode()
    leader.post(at, {"duplicate": duplicate.code, "why": "a mesma"})
    assert (
        leader.get(reverse("organisations:entity", args=[duplicate.code])).headers["Location"].endswith(f"{kept.code}/")
    )
    assert "Separar outra vez" in text(leader, "entity", kept.code)
    leader.post(reverse("organisations:undo_merge", args=[Merge.objects.get().pk]), {"why": "afinal não"})
    assert queries.entities().count() == 2
    one, other = a_partner(), a_partner()
    assert (
        "está no fim do endereço"
        in leader.post(
            reverse("organisations:merge_partner", args=[one.code]),
            {"duplicate": "Associação de Moradores", "why": "x"},
        ).content.decode()
    )
    leader.post(reverse("organisations:merge_partner", args=[one.code]), {"duplicate": other.code, "why": "x"})
    assert text(leader, "partner_twins").count("Nada está repetido") == 1
    assert leader.get(reverse("organisations:partner", args=[other.code])).status_code == 302


def test_partners_have_their_pages(leader):
    words = {"name": "Associação de Moradores", "kind": "civil_society", "district": "01"}
    leader.post(reverse("organisations:new_partner"), words)
    partner = Partner.objects.get()
    at = reverse("organisations:edit_partner", args=[partner.code])
    leader.post(at, {**words, "kind": "other", "edition": 1})
    assert "Outro" in text(leader, "partner", partner.code)
    assert "Associação" in text(leader, "partners", tipo="other", distrito="01")
    assert "0 parceiros" in text(leader, "partners", tipo="business")


def test_lists_filter_and_export_what_they_show(leader):
    an_entity("Câmara de Beja", level="local", district="02")
    an_entity("Ministério")
    listed = leader.get(reverse("organisations:entities"), {"nivel": "local", "formato": "json"})
    assert [one["name"] for one in json.loads(listed.content)] == ["Câmara de Beja"]
    assert "Beja" in leader.get(reverse("organisations:entities"), {"formato": "csv"}).content.decode()
    assert "1 entidade pública de nível “Local”, em Beja, ativas" in text(
        leader, "entities", nivel="local", distrito="02", estado="ativa"
    )
    assert "0 entidades" in text(leader, "entities", estado="extinta")


def test_the_lists_and_records_ask_as_often_for_many(leader, django_assert_max_num_queries):
    parent = an_entity("Topo")
    pages = [reverse("organisations:entities"), reverse("organisations:entity", args=[parent.code])]

    def asked(path):
        with CaptureQueriesContext(connection) as queries_asked:
            leader.get(path)
        return len(queries_asked)

    an_entity("Primeira filha", parent=parent)
    few = [asked(path) for path in pages]
    for number in range(20):
        child = an_entity(f"Filha {number}", parent=parent)
        editing.add_former_name(by=WHO, entity=parent, name=f"Nome {number}", replaced_on=dt.date(2000 + number, 1, 1))
        editing.keep_contact(by=WHO, entity=parent, name=f"Ana {number}", phone="1")
        affiliations.begin_affiliation(by=WHO, entity=parent, email=open_account(f"a{number}@example.pt").email)
        if number % 2:
            merging.merge(by=WHO, kept=parent, duplicate=an_entity(f"Topo {number}"), why="x")
        assert child.parent == parent
    for path, count in zip(pages, few, strict=True):
        with django_assert_max_num_queries(count + 3):
            leader.get(path)


def test_what_is_handed_down_stands_on_the_record(leader, monkeypatch):
    from labx.core.rooms import Part

    monkeypatch.setattr(handed, "_parts", [])
    handed.show_on_record(lambda one, reader: [Part("pages/notice.html", {"content": f"Projetos de {one.name}"})])
    entity = an_entity("Instituto")
    [part] = handed.parts_of(entity, WHO)
    assert part.context["content"] == "Projetos de Instituto"
    assert leader.get(reverse("organisations:entity", args=[entity.code])).status_code == 200


@pytest.fixture
def call(client):
    token = create_token(
        by=actor_with("researcher"), name="t", scopes=["organisations.view", "organisations.edit"], days=1
    )[1]

    def ask(method: str, path: str, content: dict | None = None, key: str = "chave-numero-1"):
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
        return client.generic(
            method, f"/api/organisations{path}", json.dumps(content or {}), "application/json", headers=headers
        )

    return ask


def test_the_interface_reads_and_registers_once(call):
    parent = an_entity("Ministério")
    new = {"name": "Direção-Geral", "nipc": a_nipc(), "level": "national", "parent": parent.code}
    made, again = call("POST", "/entities", new), call("POST", "/entities", new)
    assert (made.status_code, again.status_code) == (201, 200) and made.json() == again.json()
    assert made.json()["parent"] == parent.code and PublicEntity.objects.count() == 2
    editing.end_entity(by=WHO, entity=parent, on=timezone.localdate())
    assert call("POST", "/entities", new).json() == made.json()  # whatever happened to the parent since
    code = made.json()["code"]
    assert call("GET", f"/entities/{code}").json() == made.json()
    assert [one["name"] for one in call("GET", "/entities?limit=1&offset=1").json()] == ["Ministério"]
    partner = call("POST", "/partners", {"name": "Rede", "kind": "other"}, key="chave-numero-2")
    assert partner.status_code == 201 and call("GET", "/partners").json() == [partner.json()]
    assert call("GET", f"/partners/{partner.json()['code']}").json() == partner.json()


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        ({"nipc": "123"}, 422, "nipc"),
        ({"nipc": None}, 409, "without_nipc"),
        ({"parent": "nenhum"}, 422, "parent"),
        ({"district": "99"}, 422, "district"),
        ({"email": "não é"}, 422, "email"),
        ({"name": "Minis\x00tério"}, 422, "name"),
        ({"name": "x" * 290}, 422, "name"),
        ({"level": "municipal"}, 422, "level"),
        ({"name": "Ministerio das Cartas"}, 409, "name"),
    ],
)
def test_the_interface_says_what_is_wrong(call, changes, status, said):
    an_entity("Ministério das Cartas")
    new = {"name": "Direção-Geral", "nipc": a_nipc(), "level": "national", **changes}
    answer = call("POST", "/entities", new)
    assert answer.status_code == status and said in answer.content.decode()
    assert PublicEntity.objects.count() == 1


def test_the_commands_bring_and_list(tmp_path):
    file = tmp_path / "entidades.csv"
    file.write_text(f"Nome;NIPC;Nível\nUma;{a_nipc()};nacional\nMá;1;local\n", encoding="utf-8")

    def run(*words: str):
        return CliRunner().invoke(organisations, ["import", str(file), "--source", "inventado", *words])

    refused = run()
    assert refused.exit_code == 1 and "3: NIPC: 1:" in refused.output and "linhas com erro" in refused.output
    done = run("--without-faulty")
    assert done.exit_code == 0 and "registered: 1" in done.output, done.output
    assert "Uma" in CliRunner().invoke(organisations, ["list"]).output
    assert CliRunner().invoke(organisations, ["list", "--partners"]).output == ""
    assert "Nenhuma coluna se chama “Tipo”" in run("--partners").output


class Silent:
    def say(self, **_words) -> None:
        """Nobody reads."""


def test_the_demonstration_is_whole_invented_and_loaded_once():
    with pytest.raises(NotAllowed):
        demo.load(Silent(), by=actor_with("analyst"))
    demo.load(Silent(), by=WHO)
    demo.load(Silent(), by=WHO)
    assert (queries.entities().count(), queries.partners().count()) == (180, 600)
    assert not PublicEntity.objects.filter(is_example=False).exists()
    assert PublicEntity.objects.exclude(merged_into=None).count() == 1
    assert PublicEntity.objects.exclude(ended_on=None).count() == 2
    named = PublicEntity.objects.exclude(former_names=None).first()
    assert named.name_on(dt.date(2019, 6, 1)) != named.name
    assert SearchDocument.objects.filter(kind="organisations.partner").count() == 600

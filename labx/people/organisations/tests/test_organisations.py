"""Registering, naming over time, ending, merging: the right path, refusals, and what must never happen."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labx.core.actions import EditedMeanwhile
from labx.core.audit.models import AuditEntry
from labx.core.events.models import EventId, Retraction
from labx.core.measures.current import current
from labx.core.measures.keep import refresh
from labx.core.personal import Person
from labx.core.policy import NotAllowed
from labx.core.search.models import SearchDocument
from labx.people.organisations import nipc, queries
from labx.people.organisations.actions import editing, merging, registering
from labx.people.organisations.errors import (
    BadDay,
    LooksLikeAnother,
    Loop,
    NipcMissing,
    NipcTaken,
    NotNow,
)
from labx.people.organisations.models import PublicEntity
from labx.people.organisations.names import first_like, key_of
from labx.people.organisations.personal import contacts_of
from labx.people.organisations.tests.making import a_nipc, a_partner, an_entity
from tests.people import WHO, actor_with

pytestmark = pytest.mark.django_db
DAY = dt.date


def counted(measure):
    refresh()
    return current(measure).value


@pytest.mark.parametrize("written", ["501964843", "501 964 843", "PT501964843", "501.964.843"])
def test_a_nipc_is_read_however_it_is_written(written):
    assert nipc.checked(written) == "501964843"


@pytest.mark.parametrize(
    ("written", "cure"),
    [
        ("501964844", "último algarismo"),
        ("50196484", "8 algarismos"),
        ("5019a4843", "só tem algarismos"),
        ("123456789", "de uma pessoa"),
        ("٥٠١٩٦٤٨٤٣", "só tem algarismos"),
    ],
)
def test_a_wrong_nipc_is_refused_with_its_cure(written, cure):
    with pytest.raises(nipc.BadNipc, match=cure):
        nipc.checked(written)


@given(st.integers(50_000_000, 99_999_999), st.integers(0, 7), st.integers(1, 9))
def test_a_wrong_digit_is_noticed(eight, place, more):
    """Modulo 11 notices every wrong digit but where both sums give the check digit 0 (10 and 11 are folded)."""
    right = nipc.with_check_digit(str(eight))
    assert nipc.checked(right) == right
    digits = f"{right[:place]}{(int(right[place]) + more) % 10}{right[place + 1 :]}"
    weighed = sum(int(digit) * weight for digit, weight in zip(digits[:8], range(9, 1, -1), strict=True)) % 11
    fits = right[8] == str(0 if weighed < 2 else 11 - weighed)
    if not fits:
        with pytest.raises(nipc.BadNipc):
            nipc.checked(digits)
    assert fits <= (right[8] == "0")


def test_registering_leaves_audit_event_and_search():
    entity = an_entity("Instituto dos Registos e do Notariado", acronym="IRN", district="11")
    assert AuditEntry.objects.filter(action="organisations.register_entity", target_id=str(entity.id)).count() == 1
    assert EventId.objects.filter(id=entity.registration).exists()
    assert SearchDocument.objects.get(record_id=entity.id).title == entity.name
    assert counted("organisations.entities") == 1


def test_who_may_not_is_refused():
    with pytest.raises(NotAllowed):
        registering.register_entity(by=actor_with("analyst"), name="X", nipc=a_nipc(), level="local")
    with pytest.raises(NotAllowed):
        registering.register_many(by=actor_with("researcher"), organisations=[])
    with pytest.raises(NotAllowed):
        merging.merge(by=actor_with("researcher"), kept=an_entity(), duplicate=an_entity("Outra"), why="x")


def test_a_number_stands_once_and_its_lack_needs_a_reason():
    first = an_entity()
    with pytest.raises(NipcTaken, match="Instituto dos Registos"):
        an_entity("Outro nome", nipc=first.nipc)
    with pytest.raises(NipcMissing):
        an_entity("Sem número", nipc=None, without_nipc=" ")
    assert an_entity("Corpo estrangeiro", nipc=None, without_nipc="entidade estrangeira").nipc is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Instituto dos Registos e do Notariado, I.P.", "INSTITUTO REGISTOS E NOTARIADO", True),
        ("Instituto dos Registos e do Notariado", "Insituto dos Registos e do Notariado", True),
        ("Escola Secundária n.º 1 de Beja", "Escola Secundária n.º 2 de Beja", False),
        ("Câmara Municipal de Beja", "Câmara Municipal de Faro", False),
    ],
)
def test_names_that_look_alike(one, other, same):
    assert first_like([key_of(one), key_of(other)]) == ({1: 0} if same else {})
    an_entity(one)
    if same:
        with pytest.raises(LooksLikeAnother):
            an_entity(other, is_another=False)
    else:
        an_entity(other, is_another=False)


@given(st.lists(st.text("ab1 é", min_size=0, max_size=14), max_size=12))
def test_likeness_is_what_its_words_say(names):
    """Against the definition, written out pair by pair."""
    keys = [key_of(name) for name in names]

    def shortened(key):
        left_out = {key[:i] + key[i + 1 :] for i, letter in enumerate(key) if not letter.isdigit()}
        return {key, *(left_out if len(key) >= 8 else ())}

    def digits(key):
        return [run for run in "".join(c if c.isdigit() else " " for c in key).split()]

    expected = {}
    for place, key in enumerate(keys):
        for earlier, other in enumerate(keys[:place]):
            if key and other and digits(key) == digits(other) and shortened(key) & shortened(other):
                expected[place] = earlier
                break
    assert first_like(keys) == expected


def test_a_project_of_2019_shows_the_name_of_2019():
    entity = an_entity("Agência para a Reforma")
    editing.rename_entity(by=WHO, entity=entity, name="Agência para a Modernização", on=DAY(2020, 3, 1))
    editing.add_former_name(by=WHO, entity=entity, name="Comissão da Reforma", replaced_on=DAY(2007, 5, 1))
    entity = queries.entity_called(entity.code)
    assert entity.name_on(DAY(2007, 4, 30)) == "Comissão da Reforma"
    assert entity.name_on(DAY(2007, 5, 1)) == entity.name_on(DAY(2019, 6, 1)) == "Agência para a Reforma"
    assert entity.name_on(DAY(2020, 3, 1)) == "Agência para a Modernização"
    assert queries.names_of([entity.id], DAY(2019, 1, 1)) == {entity.id: "Agência para a Reforma"}
    assert "Comissão da Reforma" in SearchDocument.objects.get(record_id=entity.id).text
    editing.remove_former_name(by=WHO, former=entity.former_names.first())
    assert queries.entity_called(entity.code).name_on(DAY(2000, 1, 1)) == "Agência para a Reforma"


def test_names_keep_their_order_in_time():
    entity = an_entity()
    editing.rename_entity(by=WHO, entity=entity, name="Segundo", on=DAY(2020, 1, 1))
    with pytest.raises(BadDay, match="dia posterior"):
        editing.rename_entity(by=WHO, entity=entity, name="Terceiro", on=DAY(2019, 1, 1))
    with pytest.raises(BadDay, match="ainda não chegou"):
        editing.rename_entity(by=WHO, entity=entity, name="Terceiro", on=DAY(2999, 1, 1))
    with pytest.raises(BadDay, match="neste dia"):
        editing.add_former_name(by=WHO, entity=entity, name="Outro", replaced_on=DAY(2020, 1, 1))


def test_a_later_edition_is_never_overwritten():
    entity = an_entity()
    editing.edit_entity(by=WHO, entity=entity, edition=1, name="Primeira")
    with pytest.raises(EditedMeanwhile):
        editing.edit_entity(by=WHO, entity=entity, edition=1, name="Segunda")
    assert PublicEntity.objects.get().name == "Primeira"


def test_parents_and_successors_never_go_round():
    top, middle, low = an_entity("Ministério"), an_entity("Direção-Geral"), an_entity("Serviço")
    editing.edit_entity(by=WHO, entity=low, edition=1, parent=middle)
    editing.edit_entity(by=WHO, entity=middle, edition=1, parent=top)
    with pytest.raises(Loop, match="Ministério → Serviço → Direção-Geral → Ministério"):
        editing.edit_entity(by=WHO, entity=top, edition=1, parent=PublicEntity.objects.get(pk=low.pk))
    editing.end_entity(by=WHO, entity=top, on=DAY(2020, 1, 1), successor=middle)
    with pytest.raises(Loop):
        middle.refresh_from_db()
        editing.end_entity(by=WHO, entity=middle, on=DAY(2021, 1, 1), successor=PublicEntity.objects.get(pk=top.pk))
    with pytest.raises(Loop):
        editing.end_entity(by=WHO, entity=low, on=DAY(2021, 1, 1), successor=PublicEntity.objects.get(pk=low.pk))


def test_an_ended_entity_keeps_its_place_and_can_be_taken_back():
    old, new = an_entity("Velho"), an_entity("Novo")
    editing.end_entity(by=WHO, entity=old, on=DAY(2021, 1, 1), ended_by="DL 1/2021", successor=new)
    assert list(queries.choices()) == [new] and set(queries.entities()) == {old, new}
    editing.reopen_entity(by=WHO, entity=old, why="engano")
    old.refresh_from_db()
    assert old.ended_on is None and old.successor is None


def test_merging_moves_links_fills_gaps_and_stops_counting():
    kept = an_entity("Câmara de Aveiro", nipc=None, without_nipc="por saber")
    duplicate = an_entity("Município de Aveiro", district="01")
    child = an_entity("Serviços Municipalizados", parent=duplicate)
    number = duplicate.nipc
    done = merging.merge(by=WHO, kept=kept, duplicate=duplicate, why="a mesma")
    for one in (kept, duplicate, child):
        one.refresh_from_db()
    assert (kept.nipc, kept.district, child.parent) == (number, "01", kept)
    assert duplicate.standing == kept and duplicate not in queries.entities()
    assert Retraction.objects.filter(target=duplicate.registration).exists()
    assert not SearchDocument.objects.filter(record_id=duplicate.id).exists()
    assert counted("organisations.entities") == 2

    merging.undo_merge(by=WHO, merge=done, why="afinal não")
    for one in (kept, duplicate, child):
        one.refresh_from_db()
    assert (kept.nipc, kept.without_nipc, kept.district) == (None, "por saber", "")
    assert (duplicate.nipc, duplicate.merged_into, child.parent) == (number, None, duplicate)
    assert counted("organisations.entities") == 3
    with pytest.raises(NotNow):
        merging.undo_merge(by=WHO, merge=done, why="outra vez")


def test_merges_never_go_round():
    one, other, third = an_entity("Um"), an_entity("Dois"), an_entity("Três")
    merging.merge(by=WHO, kept=one, duplicate=other, why="x")
    with pytest.raises(Loop, match="Um → Dois → Um"):
        merging.merge(by=WHO, kept=other, duplicate=one, why="x")
    with pytest.raises(Loop):
        merging.merge(by=WHO, kept=one, duplicate=one, why="x")
    with pytest.raises(NotNow, match="Dois"):
        merging.merge(by=WHO, kept=third, duplicate=other, why="x")
    with pytest.raises(NotNow):
        editing.edit_entity(by=WHO, entity=other, edition=2, name="Mudado")


def test_a_merge_that_would_close_a_circle_of_parents_changes_nothing():
    top = an_entity("Topo")
    middle = an_entity("Meio", parent=top)
    low = an_entity("Baixo", parent=middle)
    with pytest.raises(Loop):
        merging.merge(by=WHO, kept=low, duplicate=top, why="x")
    top.refresh_from_db()
    middle.refresh_from_db()
    assert top.merged_into is None and middle.parent == top


def test_partners_merge_too_and_stand_apart_from_entities():
    kept, duplicate = a_partner(), a_partner(nipc=a_nipc())
    assert set(queries.standing_twice(type(kept))) == {kept, duplicate}
    done = merging.merge(by=WHO, kept=kept, duplicate=duplicate, why="x")
    assert list(queries.partners()) == [kept] and counted("organisations.partners") == 1
    merging.undo_merge(by=WHO, merge=done, why="y")
    assert queries.partners().count() == 2


def test_contacts_come_and_go_without_their_names_in_the_chain():
    entity = an_entity()
    contact = editing.keep_contact(by=WHO, entity=entity, name="Ana Segredo", email="ana@example.pt")
    editing.keep_contact(by=WHO, entity=entity, contact=contact, post="Direção")
    assert entity.contacts.get().post == "Direção" and entity.contacts.get().name == "Ana Segredo"
    editing.keep_contact(by=WHO, entity=entity, contact=contact, email="Ana@Example.pt")
    assert list(contacts_of(Person(addresses=("ana@example.pt",)))) == [contact]
    editing.remove_contact(by=WHO, contact=contact)
    assert not entity.contacts.exists()
    entries = AuditEntry.objects.filter(target_id=str(entity.id), action__contains="contact")
    assert entries.count() == 4 and not any("Segredo" in entry.payload.content for entry in entries)


def test_many_are_registered_with_one_entry_and_all_or_none():
    many = [PublicEntity(name=f"Entidade {n}", nipc=a_nipc(), level="local") for n in range(30)]
    assert registering.register_many(by=WHO, organisations=many) == 30
    entry = AuditEntry.objects.get(action="organisations.register_many")
    assert registering.digest_of(many) in entry.payload.content
    assert counted("organisations.entities") == 30
    assert SearchDocument.objects.filter(kind="organisations.entity").exclude(plain=None).count() == 30

"""Two who change one record: the later one reads what the other saved beside the own words, and can then save."""

import pytest
from django.urls import reverse

from labx.core.actions import EditedMeanwhile
from labx.people.participants import links
from labx.people.participants.actions import people, recruiting
from labx.people.participants.models import Contact, Participant, Recruitment
from labx.people.participants.tests.making import ABOUT, REACHED, WHO, joined, opened
from tests.people import account_with, signed_in

pytestmark = pytest.mark.django_db
SAID = "O que entretanto foi guardado e o que escreveu"


def conflict(client, address: str, words: dict) -> str:
    """The page that answers what was typed over the first edition."""
    answer = client.post(address, {**words, "edition": 1})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert SAID in page and 'name="edition" value="2"' in page
    return page


def test_a_participants_own_answers_can_be_saved_after_a_conflict(client):
    me = joined()
    people.change_participant(by=WHO, participant=me, edition=1, **{**ABOUT, "district": "porto"})
    address = reverse("participants:own_change", args=[links.own_token(me)])
    page = conflict(client, address, {**ABOUT, "district": "faro"})
    assert "<del>Porto</del>" in page and "<ins>Faro</ins>" in page
    assert client.post(address, {**ABOUT, "district": "faro", "edition": 2}).status_code == 302
    assert Participant.objects.get().district == "faro"


def test_a_participants_own_address_can_be_saved_after_a_conflict(client):
    me = joined()
    people.change_contact(by=WHO, participant=me, edition=1, name="Maria Rosa")
    address = reverse("participants:own_change", args=[links.own_token(me)])
    page = conflict(client, address, {**REACHED, "name": "Maria Rita"})
    assert "<del>Rosa</del>" in page and "<ins>Rita</ins>" in page
    assert client.post(address, {**REACHED, "name": "Maria Rita", "edition": 2}).status_code == 302
    assert Contact.objects.get().name == "Maria Rita"


def test_staff_see_what_the_person_changed_meanwhile():
    participant = joined()
    people.change_participant(by=WHO, participant=participant, edition=1, **{**ABOUT, "district": "porto"})
    client = signed_in(account_with("researcher"))
    address = reverse("participants:edit", args=[participant.code])
    page = conflict(client, address, {**ABOUT, "district": "faro"})
    assert "<del>Porto</del>" in page and "<ins>Faro</ins>" in page
    assert client.post(address, {**ABOUT, "district": "faro", "edition": 2}).status_code == 302
    assert Participant.objects.get().district == "faro"


def test_quotas_and_groups_are_set_beside_as_they_are_typed():
    recruitment = opened()
    recruiting.edit_recruitment(
        by=WHO,
        recruitment=recruitment,
        edition=1,
        quotas=[{"attribute": "district", "category": "lisboa", "least": 0, "most": 2}],
        narrowed_to={"district": ["lisboa"]},
    )
    with pytest.raises(EditedMeanwhile):
        recruiting.edit_recruitment(by=WHO, recruitment=recruitment, edition=1, places=8)
    client = signed_in(account_with("researcher"))
    address = reverse("participants:edit_recruitment", args=[recruitment.code])
    words = {"title": "Ler", "need": "Ler.", "places": 2, "alternates": 1, "reply_days": 5, "method": "stratified"}
    typed = {**words, "strata": ["age_band"], "quotas": "Lisboa,1,2", "narrowed_to": ["district:porto"]}
    page = conflict(client, address, typed)
    assert "<del>0,</del>" in page and "<ins>1,</ins>" in page
    assert "<del>Lisboa</del>" in page and "<ins>Porto</ins>" in page
    assert client.post(address, {**typed, "edition": 2}).status_code == 302
    assert Recruitment.objects.get().narrowed_to == {"district": ["porto"]}

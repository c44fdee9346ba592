"""The panel as staff see it, the balance with a population, imports, the interface, the demonstration."""

import json
import os
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from labx.core.audit.models import AuditEntry
from labx.core.files.uploads import keep
from labx.core.jobs.models import Job
from labx.core.policy import NotAllowed
from labx.people.consent import gate
from labx.people.consent.models import ConsentEntry, ConsentProof
from labx.people.participants import demo, importing, jobs
from labx.people.participants.actions import bulk, margins, people
from labx.people.participants.errors import BadMargins, PanelProblem
from labx.people.participants.models import Contact, MarginSet, Participant
from labx.people.participants.tests.making import ABOUT, REACHED, WHO, joined, several, take_part
from labx.people.participants.views import balance
from tests.people import account_with, actor_with, signed_in

pytestmark = pytest.mark.django_db
HEADER = ",".join(importing.HEADERS)
ROW = "Rui Sá,35_44,Lisboa,higher,alone,email,rui@example.pt,,,Folha 3 do dossiê A"


@pytest.fixture(autouse=True)
def folders(tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "FOLDER", tmp_path)
    monkeypatch.setattr(balance, "PLACE", tmp_path)


def test_staff_see_pseudonyms_and_no_names():
    participant = joined()
    client = signed_in(account_with("analyst"))
    for address in (reverse("participants:list"), reverse("participants:participant", args=[participant.code])):
        body = client.get(address).content.decode()
        assert participant.code in body
        assert "Maria Reis" not in body and "@example.pt" not in body.replace("analyst@example.pt", "")
    told = json.loads(client.get(reverse("participants:list") + "?formato=json").content)
    assert told[0]["code"] == participant.code and "email" not in told[0]
    for narrowed in ("estado=here", "estado=left", "estado=due", "necessidade=captions", "tema=health"):
        assert client.get(f"{reverse('participants:list')}?{narrowed}").status_code == 200


def test_a_name_is_seen_only_with_a_reason_and_each_look_is_noted():
    participant = joined()
    client = signed_in(account_with("lab_lead"))
    address = reverse("participants:contact", args=[participant.code])
    assert "Maria Reis" not in client.get(address).content.decode()
    assert "Maria Reis" not in client.post(address, {"why": " "}).content.decode()
    assert not AuditEntry.objects.filter(action="participants.see_contact").exists()
    assert "Maria Reis" in client.post(address, {"why": "Caiu na sessão; avisar a família."}).content.decode()
    assert AuditEntry.objects.get(action="participants.see_contact").target_id == str(participant.pk)
    with pytest.raises(PanelProblem):
        people.see_contact(by=WHO, participant=participant, why="  ")


def test_staff_change_renew_take_back_and_note_leaving():
    participant = joined()
    client = signed_in(account_with("researcher"))
    address = reverse("participants:edit", args=[participant.code])
    assert client.get(address).status_code == 200
    client.post(address, {**ABOUT, "district": "faro", "edition": 1})
    assert Participant.objects.get().district == "faro"
    client.post(reverse("participants:renew", args=[participant.code]))
    client.post(reverse("participants:withdraw", args=[participant.code]), {"purpose": "nada"})
    client.post(reverse("participants:withdraw", args=[participant.code]), {"purpose": "photo"})
    client.post(reverse("participants:withdraw", args=[participant.code]), {"purpose": "take_part"})
    assert not gate.may_use(participant.subject.id, "take_part")
    assert client.get(reverse("participants:leave", args=[participant.code])).status_code == 200
    client.post(reverse("participants:leave", args=[participant.code]))
    assert Participant.objects.get().left_at
    assert client.get(reverse("participants:participant", args=[participant.code])).status_code == 200
    assert client.post(reverse("participants:renew", args=[participant.code])).status_code == 302


def test_the_list_asks_no_more_for_many_than_for_few(django_assert_max_num_queries):
    client = signed_in(account_with("lab_lead"))
    several(2)
    with django_assert_max_num_queries(60) as few:
        client.get(reverse("participants:list"))
    several(20)
    with django_assert_max_num_queries(len(few)):
        client.get(reverse("participants:list"))


def lying() -> list[Path]:
    return [path for path in importing.FOLDER.rglob("*") if path.is_file()]


def uploaded(text: str, name: str = "pessoas.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def test_a_file_is_judged_then_imported_then_deleted(run_jobs, tmp_path):
    client = signed_in(account_with("administrator"))
    take_part()
    address = reverse("participants:import")
    assert client.get(address).status_code == 200
    answer = client.post(address, {"file": uploaded(f"{HEADER}\n{ROW}\n")})
    kept = answer.context["kept"]
    assert not Participant.objects.exists() and kept.path.exists()
    client.post(reverse("participants:bring_in"), {"file": kept.sha256, "name": f"{kept.name}\x00"})
    run_jobs()
    participant = Participant.objects.select_related("contact", "subject").get()
    assert participant.contact.name == "Rui Sá" and lying() == []
    assert ConsentProof.objects.get().oral_note == "Folha 3 do dossiê A"
    client.post(reverse("participants:bring_in"), {"file": kept.sha256, "name": kept.name})
    run_jobs()
    assert Job.objects.filter(state="failed").count() == 1 and Participant.objects.count() == 1


def test_a_file_put_aside_is_deleted():
    client = signed_in(account_with("administrator"))
    kept = client.post(reverse("participants:import"), {"file": uploaded(f"{HEADER}\n{ROW}\n")}).context["kept"]
    client.post(reverse("participants:bring_in"), {"file": kept.sha256, "aside": "1"})
    assert lying() == []
    for bad in ("", "../../etc/passwd", "x" * 10):
        assert client.post(reverse("participants:bring_in"), {"file": bad})["Location"] == reverse(
            "participants:import"
        )


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (ROW.replace("35_44", "velho"), "velho"),
        (ROW.replace("35_44", "under_18"), "under_18"),
        (ROW.replace(",email,", ",fax,"), "fax"),
        (ROW.replace("rui@example.pt", ""), "canal"),
        (ROW.replace("rui@example.pt", "rui"), "nome@exemplo.pt"),
        (f"{ROW}\n{ROW}", "rui@example.pt"),
        (ROW.replace("Folha 3 do dossiê A", ""), "prova"),
        (ROW.replace("Rui Sá", ""), "nome"),
    ],
)
def test_one_bad_row_and_nothing_is_written(row, told):
    client = signed_in(account_with("administrator"))
    take_part()
    answer = client.post(reverse("participants:import"), {"file": uploaded(f"{HEADER}\n{row}\n")})
    assert answer.context["judged"].count == 1 and told in str(answer.context["judged"].problems[0])
    assert not Participant.objects.exists() and not answer.context["kept"].path.exists()


def test_a_file_without_the_columns_is_refused():
    client = signed_in(account_with("administrator"))
    answer = client.post(reverse("participants:import"), {"file": uploaded("a,b\n1,2\n")})
    assert answer.status_code == 200 and "judged" not in answer.context and lying() == []


def test_a_file_left_lying_is_overwritten_and_removed_after_a_day(tmp_path_factory):
    client = signed_in(account_with("administrator"))
    address = reverse("participants:import")
    kept = client.post(address, {"file": uploaded(f"{HEADER}\n{ROW}\n")}).context["kept"]
    assert (jobs.forget_uploads(), lying()) == (0, [kept.path])
    same_words = tmp_path_factory.mktemp("disk") / "the-same-bytes"
    os.link(kept.path, same_words)
    yesterday = time.time() - timedelta(days=1, minutes=1).total_seconds()
    os.utime(kept.path, (yesterday, yesterday))
    jobs.each_day(0)
    assert not kept.path.exists() and b"Rui" not in same_words.read_bytes()


def test_somebody_known_is_not_imported_twice(tmp_path):
    joined(email="rui@example.pt")
    file = tmp_path / "pessoas.csv"
    file.write_text(f"{HEADER}\n{ROW}\n", encoding="utf-8")
    assert importing.judge(file, "pessoas.csv").count == 1


def test_without_a_text_nobody_is_imported(tmp_path):
    kept = keep([f"{HEADER}\n{ROW}\n".encode()], name="pessoas.csv", folder=tmp_path)
    with pytest.raises(PanelProblem):
        importing.bring_in(by=WHO, sha256=kept.sha256, name="pessoas.csv", told=lambda **_more: None)
    assert not Participant.objects.exists()


def test_equal_random_codes_are_made_anew(monkeypatch):
    first, second = Participant(code="P-AAAAA", **ABOUT), Participant(code="P-AAAAA", **ABOUT)
    bulk.give_own_codes([first, second])
    assert first.code == "P-AAAAA" != second.code
    field = Participant._meta.get_field("code")
    monkeypatch.setattr(field, "get_default", lambda: "P-AAAAA")
    with pytest.raises(RuntimeError):
        bulk.give_own_codes([first, Participant(code="P-AAAAA", **ABOUT)])


def test_many_join_at_once_or_none():
    one = bulk.Newcomer({**ABOUT}, {**REACHED}, "Folha 1")
    with pytest.raises(NotAllowed):
        bulk.join_many(by=actor_with("analyst"), people=[one], texts=[take_part()])
    assert bulk.join_many(by=WHO, people=[], texts=[take_part()]) == 0
    assert bulk.join_many(by=WHO, people=[one], texts=[take_part()]) == 1
    assert ConsentEntry.objects.get().subject == Participant.objects.get().subject.id


SHARES = "attribute,category,share\nage_band,35_44,0.6\nage_band,18_24,0.4\n"
WORDS = {"name": "Censos", "population": "adultos", "source": "INE, inventado", "as_of": "31/12/2025"}


def test_shares_are_loaded_and_the_gap_is_shown_without_small_groups():
    client = signed_in(account_with("analyst"))
    address = reverse("participants:load_margins")
    assert client.get(reverse("participants:balance")).status_code == 200
    assert client.get(address).status_code == 200
    client.post(address, {**WORDS, "file": uploaded(SHARES)})
    assert MarginSet.objects.get().shares == {"age_band": {"35_44": 0.6, "18_24": 0.4}}
    assert client.get(reverse("participants:balance")).context["charts"] == []
    several(7)
    several(6, age_band="18_24")
    chart = client.get(f"{reverse('participants:balance')}?populacao={MarginSet.objects.get().pk}").context["charts"][0]
    assert len(chart.rows) == 2 and "INE, inventado" in chart.note
    several(2, age_band="75_more")
    assert client.get(f"{reverse('participants:balance')}?populacao=nada").status_code == 200


def test_few_people_are_not_shown():
    client = signed_in(account_with("analyst"))
    margins.load_margins(
        by=WHO,
        name="A",
        population="b",
        source="c",
        as_of=date(2025, 1, 1),
        shares={"age_band": {"35_44": 0.4, "18_24": 0.3, "25_34": 0.3}},
    )
    several(9)
    several(8, age_band="18_24")
    several(2, age_band="25_34")
    chart = client.get(reverse("participants:balance")).context["charts"][0]
    assert len(chart.rows) == 1


@pytest.mark.parametrize(
    "text",
    [
        SHARES.replace("0.6", "0.5"),
        SHARES.replace("0.6", "1.6"),
        SHARES.replace("0.6", "muitos"),
        SHARES.replace("35_44", "velhos"),
        SHARES.replace("age_band", "idade"),
        "a,b\n1,2\n",
    ],
)
def test_bad_shares_are_told(text):
    client = signed_in(account_with("analyst"))
    answer = client.post(reverse("participants:load_margins"), {**WORDS, "file": uploaded(text)})
    assert answer.status_code == 200 and answer.context["form"].errors["file"]
    assert not MarginSet.objects.exists()


def test_the_same_shares_are_loaded_once():
    given = {"name": "A", "population": "b", "source": "c", "as_of": date(2025, 1, 1)}
    margins.load_margins(by=WHO, shares={"age_band": {"35_44": 1.0}}, **given)
    with pytest.raises(BadMargins):
        margins.load_margins(by=WHO, shares={"age_band": {"35_44": 1.0}}, **given)
    with pytest.raises(BadMargins):
        margins.load_margins(by=WHO, shares={}, **given)
    with pytest.raises(NotAllowed):
        margins.load_margins(by=actor_with("researcher"), shares={"age_band": {"35_44": 1.0}}, **given)


def test_the_demonstration_is_whole_invented_and_loaded_once():
    demo.load(None, by=WHO, count=400)
    demo.load(None, by=WHO, count=400)
    assert Participant.objects.filter(is_example=True).count() == 400
    assert Contact.objects.exclude(email__endswith="@demo.labx.example").count() == 0
    assert Participant.objects.filter(left_at__isnull=False).exists()
    assert ConsentEntry.objects.filter(answer="withdrawn").exists()


def test_programs_read_pseudonyms_and_draws():
    from labx.people.participants.tests.making import drawn

    several(3)
    recruitment = drawn()
    client = signed_in(account_with("analyst"))
    people_told = client.get("/api/participants/participants?limit=2").json()
    assert len(people_told) == 2 and "name" not in people_told[0]
    code = people_told[0]["code"]
    assert client.get(f"/api/participants/participants/{code}").json()["code"] == code
    assert client.get("/api/participants/recruitments").json()[0]["code"] == recruitment.code
    assert client.get(f"/api/participants/recruitments/{recruitment.code}/draw").json()["seed"] == recruitment.seed

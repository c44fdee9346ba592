"""Pages of the procedures: found, read, exported; for search engines only what is a verified public service."""

import json
import re

import pytest

from labx.desks.engine.desk import TOLD_AS_FACT
from labx.desks.standards.schema_org import in_script
from labx.desks.tests.bereavement import pack
from labx.desks.tests.visiting import DESK, text_of

pytestmark = pytest.mark.django_db
STEPS = f"{DESK}passos/"
DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.S)


def page(client, name, **more):
    answer = client.get(f"{STEPS}{name}/", **more)
    assert answer.status_code == 200
    return answer


def test_every_procedure_has_a_page_that_the_list_leads_to(client):
    listed = client.get(STEPS)
    assert f'href="{STEPS}p07-register-the-death/"' in listed.content.decode()
    assert f'href="{STEPS}"' in client.get(DESK).content.decode()
    for entry in pack().content["procedures"]:
        text = text_of(page(client, entry["name"]))
        assert entry["title"]["pt"] in text and entry["source"] in text
        assert ("Ainda por confirmar" in text) == (entry["grade"] not in TOLD_AS_FACT)
    assert len(json.loads(client.get(STEPS, {"formato": "json"}).content)) == len(pack().content["procedures"])
    narrowed = text_of(client.get(STEPS, {"phase": "hours"}))
    assert "Registar a morte" in narrowed and "Entregar o IRS" not in narrowed


def test_a_page_says_who_where_and_with_what_in_both_languages(client):
    text = text_of(page(client, "p15-list-of-assets"))
    assert "Quem o pode fazer O cabeça de casal" in text and "Na internet; Ao balcão" in text
    english = text_of(page(client, "p15-list-of-assets", headers={"accept-language": "en"}))
    assert "Who may do it The head of the estate" in english and "List of assets with values" in english


def test_the_head_tells_search_engines_of_public_services_alone(client):
    answer = page(client, "p15-list-of-assets")
    data = json.loads(DATA.search(answer.content.decode())[1])
    assert data["@type"] == "GovernmentService" and data["name"] == "Dar às Finanças a lista dos bens"
    assert data["serviceOperator"]["name"] == "Autoridade Tributária e Aduaneira"
    assert data["url"].endswith(f"{STEPS}p15-list-of-assets/")
    assert "unsafe-inline" not in answer["Content-Security-Policy"]  # data is not run, so nothing needs to be allowed
    for name in ("p13-tell-the-bank", "p39-vehicle"):
        assert not DATA.search(page(client, name).content.decode())


def test_no_text_ends_the_script_it_stands_in():
    hostile = {"name": "</script><script>alert(1)</script>&\u2028<!--"}
    told = in_script(hostile)
    assert not set("<>&\u2028") & set(told) and json.loads(told) == hostile


def test_what_is_not_there_is_not_found(client):
    for address in (f"{STEPS}p99-nothing/", "/balcoes/nothing/passos/", "/balcoes/nothing/passos/p07/"):
        assert client.get(address).status_code in (302, 404)

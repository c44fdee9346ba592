"""Designs of places, times and thresholds: their pages, PDF and packages, and their own questions in the plan."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from labx.core.files.archive import write_zip
from labx.portfolio.actions import protocols
from labx.trials.designs.registry import DESIGNS
from labx.trials.plan.reading import read_plan
from labx.trials.publishing import conclusions
from labx.trials.publishing.package import recompute
from labx.trials.telling.result import Told
from labx.trials.telling.sections import sections_of
from labx.trials.tests import making
from labx.trials.tests import test_designs_of_places as of_places
from labx.trials.tests import test_designs_over_time as over_time
from labx.trials.tests import test_designs_without_lottery as without_lottery
from labx.trials.tests.making import WHO
from labx.trials.tests.test_designs_over_time import brought
from labx.trials.tests.test_guided_plan import GUARDRAIL, STEP_ANSWERS, at, begun, send
from tests.people import account_with, signed_in

pytestmark = pytest.mark.django_db

WEDGE_VARIABLES = {"dias": "dias", "cluster": "onde", "wedge.period": "mes"}
INVITED_VARIABLES = {"dias": "dias", "invited.took_part": "veio"}
MADE: dict[str, Callable[[], Told]] = {
    "stepped_wedge": lambda: brought(
        {"design": "stepped_wedge"}, over_time.wedge_columns(), WEDGE_VARIABLES, arm="grupo"
    ),
    "switchback": lambda: brought(
        over_time.SWITCH, over_time.switch_columns(), over_time.SWITCH_VARIABLES, arm="grupo"
    ),
    "encouragement": lambda: brought(
        {"design": "encouragement"}, over_time.invited_columns(), INVITED_VARIABLES, arm="grupo"
    ),
    "series": lambda: brought(without_lottery.SERIES, without_lottery.months(), without_lottery.SERIES_VARIABLES),
    "changes": lambda: brought(of_places.CHANGES, of_places.changes(), of_places.CHANGES_VARIABLES),
    "threshold": lambda: brought(of_places.THRESHOLD, of_places.ages(), of_places.THRESHOLD_VARIABLES),
    "synthetic": lambda: brought(of_places.MIXING, of_places.places(), of_places.MIXING_VARIABLES),
    "together": lambda: brought(without_lottery.TOGETHER, without_lottery.trials(), without_lottery.TOGETHER_VARIABLES),
}


@pytest.mark.parametrize("design", MADE)
def test_the_page_the_pdf_and_the_package(design, tmp_path):
    told = MADE[design]()
    client, slug = signed_in(account_with("lab_lead")), told.analysis.trial.slug
    page = client.get(reverse("trials:record", args=[slug])).content.decode()
    for section in sections_of(told):
        assert str(section.title) in page.replace("&#x27;", "'")
        assert section.chart is None or section.chart.title in page
    assert client.get(reverse("trials:pdf", args=[slug])).content.startswith(b"%PDF")
    path = tmp_path / "package.zip"
    write_zip(path, conclusions.package_of(told))
    result, faults = recompute(path)
    assert faults == []
    assert result["effects"] == told.result["effects"]


OPTIONS: dict[str, dict[str, str]] = {
    "switchback": {"block_length": "6", "washout": "0,5"},
    "series": {
        "changed_on": "01/07/2022",
        "window": "1",
        "season": "12",
        "errors": "restricted",
        "has_slope": "on",
    },
    "changes": {"compared": "never"},
    "threshold": {"threshold": "65", "bandwidth": ""},
    "synthetic": {"treated": "Óbidos", "first": "2016"},
}
KEPT = {
    "switchback": {"block_length": 6.0, "washout": 0.5},
    "series": {
        "changed_on": "2022-07-01",
        "window": 1,
        "season": "12",
        "errors": "restricted",
        "has_slope": True,
        "has_comparator": False,
    },
    "changes": {"compared": "never"},
    "threshold": {"threshold": 65.0, "bandwidth": None},
    "synthetic": {"treated": "Óbidos", "first": 2016.0},
}
OUTCOME = {**GUARDRAIL, "role": "primary"}


@pytest.mark.parametrize("design", MADE)
def test_a_plan_is_written_on_the_pages_and_frozen(design):
    """The design is chosen first; then the same step asks what only this design needs."""
    client = signed_in(account_with("lab_lead"))
    protocol = begun(client, making.project_of())
    assert send(client, protocol, at("new_outcome", protocol), OUTCOME).status_code == 302
    chosen = DESIGNS[design]
    steps = {**STEP_ANSWERS, "unidade": {"unit": "pessoas", "covariates": "", "subgroups": ""}}
    compared = {**STEP_ANSWERS["comparacao"], "design": design, "scheme": chosen.schemes[0], "blocks": ""}
    steps["comparacao"] = {**compared, "correction": "none"}
    if not chosen.has_arms:
        del steps["grupos"]
    if not chosen.sample:
        del steps["amostra"]
    for slug, answers in steps.items():
        answer = send(client, protocol, at("plan_step", protocol, slug), answers)
        assert answer.status_code in (200, 302), slug
    page = client.get(at("plan_step", protocol, "comparacao")).content.decode()
    assert all(f'name="{name}"' in page for name in chosen.form.base_fields)
    answer = send(
        client, protocol, at("plan_step", protocol, "comparacao"), {**steps["comparacao"], **OPTIONS.get(design, {})}
    )
    assert answer.status_code == 302, answer.context["form"].errors
    protocol.refresh_from_db()
    plan = read_plan(protocols.freeze_protocol(by=WHO, protocol=protocol).plan)
    assert (plan.design, dict(plan.options)) == (design, KEPT.get(design, {}))

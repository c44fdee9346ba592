"""Small trials for tests, made as people make them: by actions and through the pages."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from labx.core.actors import system
from labx.core.events.models import HotEvent
from labx.portfolio.actions import projects, protocols
from labx.portfolio.models import Project, Protocol
from labx.trials import actions
from labx.trials.models import Dataset, Trial

WHO = system("test")
PLAN = {
    "design": "randomised",
    "unit": "pessoa",
    "tried_arm": "carta",
    "tried_label": "carta nova",
    "comparison_arm": "sem-carta",
    "comparison_label": "carta antiga",
    "outcome": "depois",
    "outcome_label": "dias de espera",
    "outcome_unit": "dias",
    "better": "lower",
    "covariates": [["antes", "dias de espera antes"]],
    "confidence": 0.95,
    "worthwhile": 2.0,
    "tried_share": 0.5,
}
WORDS = {"title": "A carta nova", "question": "A carta ajuda?", "decision_to_take": "Mudar a carta ou não."}
HEADER = "id,grupo,antes,depois"
PEOPLE = [f"p{n},{n % 2},{n % 7 + n % 3},{n % 5 + 3 * (n % 2)}" for n in range(24)]
GOOD = "\n".join([HEADER, *PEOPLE]).encode()
MAPPING = {"unit": "id", "arm": "grupo", "arms": {"1": "carta", "0": "sem-carta"}}
MAPPING |= {"variables": {"antes": "antes", "depois": "depois"}, "leave_out_faulty": False}
COLUMNS = {"unit": "id", "arm": "grupo", "tried_value": "1", "comparison_value": "0"}
COLUMNS |= {"variable_antes": "antes", "variable_depois": "depois"}
DAYS = {"started_on": date(2025, 3, 1), "measured_until": date(2025, 6, 30)}
SENT_DAYS = {"started_on": "01/03/2025", "measured_until": "30/06/2025"}


def table(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *rows]).encode()


def project_of(title: str = "Cartas mais curtas") -> Project:
    return projects.start_project(by=WHO, title=title, question="Quem lê a carta?")


def draft_of(project: Project, **changed: Any) -> Protocol:
    plan = {**PLAN, **changed}
    return protocols.write_protocol(by=WHO, project=project, code="carta", room="trials", plan=plan, **WORDS)


def trial_of(project: Project | None = None, **changed: Any) -> Trial:
    protocol = protocols.freeze_protocol(by=WHO, protocol=draft_of(project or project_of(), **changed))
    return actions.open_trial(by=WHO, protocol=protocol)


def kept(trial: Trial, content: bytes = GOOD, name: str = "dados.csv") -> Dataset:
    return actions.keep_upload(by=WHO, trial=trial, pieces=[content], name=name, source="inventado", **DAYS)


def upload(client: Client, trial: Trial, content: bytes = GOOD, name: str = "dados.csv", **changed: Any) -> Dataset:
    """The upload page, filled in and sent."""
    form = {"file": SimpleUploadedFile(name, content), "source": "inventado", **SENT_DAYS, **changed}
    answer = client.post(reverse("trials:upload", args=[trial.slug]), form)
    dataset = trial.datasets.latest("uploaded_at")
    assert answer.status_code == 302 and answer["Location"] == address("columns", dataset)
    return dataset


def address(page: str, dataset: Dataset) -> str:
    return reverse(f"trials:{page}", args=[dataset.trial.slug, dataset.id])


def events_in(dataset: Dataset) -> int:
    """Events of the import in the log, those that were taken back included, and retractions beside them."""
    return HotEvent.objects.filter(context__dataset=str(dataset.id)).count()

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
from labx.trials import actions, queries
from labx.trials.models import Analysis, Dataset, Trial

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
COLUMNS = {"unit": "id", "arm": "grupo", "arm_0": "0", "arm_1": "1"}
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


# A trial of the second version: three arms, a share that decides, a guardrail, a subgroup.

SECOND = {
    "version": 2,
    "design": "individual",
    "unit": "pessoas",
    "arms": [
        {"code": "antiga", "label": "carta antiga", "share": 0.5},
        {"code": "nova", "label": "carta nova", "share": 0.25},
        {"code": "sms", "label": "mensagem", "share": 0.25},
    ],
    "outcomes": [
        {"code": "terminou", "label": "terminaram o pedido", "kind": "share", "worthwhile": 0.05},
        {
            "code": "dias",
            "label": "dias de espera",
            "kind": "mean",
            "unit": "dias",
            "role": "guardrail",
            "better": "lower",
        },
    ],
    "subgroups": [
        {"code": "idade", "label": "idade", "values": [["jovem", "até 29 anos"], ["velha", "30 anos ou mais"]]}
    ],
    "correction": "holm",
}
ARM_PLACES = {"antiga": 0, "nova": 1, "sms": 2}
SECOND_MAPPING = {
    "unit": "id",
    "arm": "grupo",
    "arms": {code: code for code in ARM_PLACES},
    "variables": {"terminou": "terminou", "dias": "dias", "idade": "idade"},
    "words": {"idade": {"até 29": "jovem", "30 ou mais": "velha"}},
}


def second_file() -> bytes:
    """Sixty people with the old letter, thirty with each of the others."""
    arms = ("antiga", "nova", "antiga", "sms")
    rows = [
        f"p{n},{arms[n % 4]},{int(n % 3 == 0 or n % 4 == 1)},{n % 7},{'até 29' if n % 5 < 2 else '30 ou mais'}"
        for n in range(120)
    ]
    return table(*rows, header="id,grupo,terminou,dias,idade")


def trial_of_second(project: Project | None = None, **changed: Any) -> Trial:
    project = project or project_of()
    draft = protocols.write_protocol(
        by=WHO, project=project, code="carta", room="trials", plan={**SECOND, **changed}, **WORDS
    )
    return actions.open_trial(by=WHO, protocol=protocols.freeze_protocol(by=WHO, protocol=draft))


def looked(trial: Trial) -> Analysis:
    """The primary result, looked at."""
    dataset = trial.datasets.get(state=Dataset.State.IMPORTED)
    return actions.record_analysis(by=WHO, dataset=dataset, table=queries.units_of(dataset))

"""Reads of the trials room."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import narwhals as nw
import numpy as np
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language

from labx.core.actors import Actor
from labx.core.events.check import NewEvent
from labx.core.events.reader import one_snapshot
from labx.core.jobs import queries as jobs
from labx.core.jobs.models import Job
from labx.core.packs.library import packs
from labx.core.pages.progress import Progress
from labx.portfolio import queries as portfolio
from labx.portfolio.models import Project, Protocol
from labx.trials.analysis import People
from labx.trials.events import EXPOSED, MEASURED
from labx.trials.models import Analysis, Dataset, Trial
from labx.trials.plan import read_plan

RETRACTED_AT_ONCE = 10_000


def trial_by_slug(slug: str) -> Trial:
    return get_object_or_404(Trial.objects.select_related("project", "protocol"), slug=slug)


def dataset_by_id(slug: str, dataset: UUID) -> Dataset:
    return get_object_or_404(
        Dataset.objects.select_related("trial__project", "trial__protocol"), pk=dataset, trial__slug=slug
    )


def protocol_for_trial(slug: str, code: str, version: int) -> Protocol:
    """A protocol that this room's plan was written for."""
    protocol = portfolio.protocol_by_code(slug, code, version)
    if protocol.room != "trials":
        raise Http404
    return protocol


def trials_of(actor: Actor) -> QuerySet[Trial]:
    return Trial.objects.filter(project__in=portfolio.projects_of(actor)).select_related("project", "protocol")


def latest_analysis(trial: Trial) -> Analysis | None:
    """The newest analysis of data that still stand."""
    return trial.analyses.filter(dataset__state=Dataset.State.IMPORTED).select_related("dataset").first()


def shown_analyses(project: Project) -> QuerySet[Analysis]:
    """Analyses that the project's public page may show, of data that still stand."""
    cited = portfolio.shown_evidence(project).filter(room="trials", kind="analysis")
    found = Analysis.objects.filter(trial__project=project, pk__in=list(cited.values_list("reference_id", flat=True)))
    return found.filter(dataset__state=Dataset.State.IMPORTED).select_related("trial__protocol", "dataset")


def dataset(id: UUID) -> Dataset:
    return Dataset.objects.select_related("trial__project", "trial__protocol").get(pk=id)


def plan_templates() -> list[dict[str, Any]]:
    """Templates of plans from the installed content, in the reader's language, as the plan form wants them."""
    pack = packs().get("trials/plan-templates")
    return [plan_template(template) for template in pack.content["templates"]] if pack else []


def plan_template(template: dict[str, Any]) -> dict[str, Any]:
    def said(texts: dict[str, str]) -> str:
        return texts.get(get_language() or "", texts[min(texts)])

    outcome = template["primary_outcome"]
    return {
        "name": template["name"],
        "title": said(template["title"]),
        "question": said(template["question"]),
        "design": "randomised" if template["comparisons"][0]["design_grade"] == "randomised" else "comparison",
        "outcome_label": said(outcome["label"]),
        "outcome_unit": said(outcome["unit"]),
        "better": outcome["better"],
        "ethics": said(template["left_out"]),
    }


def people_of(dataset: Dataset) -> People:
    """Everyone in the dataset as the event log knows them: arm, and each variable of the plan."""
    plan = read_plan(dataset.trial.protocol.plan)
    with one_snapshot(EXPOSED, MEASURED) as log:
        exposed = in_dataset(log.events(EXPOSED), dataset).select(
            "subject", tried=(nw.col("arm") == plan.tried_arm).cast(nw.Int8)
        )
        values = {
            code: nw.when(nw.col("variable") == code).then(nw.col("value")).max().alias(f"value_{place}")
            for place, code in enumerate(plan.variables)
        }
        measured = in_dataset(log.events(MEASURED), dataset).group_by("subject").agg(*values.values())
        table = exposed.join(measured, on="subject", how="left").collect("pyarrow").to_native()
    columns = {name: table.column(name).to_numpy() for name in table.column_names if name != "subject"}
    variables = {code: columns[f"value_{place}"].astype(float) for place, code in enumerate(plan.variables)}
    return People(np.asarray(columns["tried"] == 1), variables)


def in_dataset(events: nw.LazyFrame, dataset: Dataset) -> nw.LazyFrame:
    return events.filter(nw.col("dataset").cast(nw.String) == str(dataset.id))


def retractions_of(dataset: Dataset) -> Iterator[NewEvent]:
    """One event for each of the import's, that takes it back."""
    with one_snapshot(EXPOSED, MEASURED) as log:
        found = {
            name: in_dataset(log.events(name), dataset).select("id", "subject").collect("pyarrow").to_native()
            for name in (EXPOSED, MEASURED)
        }
    for name, table in found.items():
        rows = (row for some in table.to_batches(max_chunksize=RETRACTED_AT_ONCE) for row in some.to_pylist())
        for row in rows:
            yield NewEvent(name, UUID(str(row["subject"])), dataset.project_id, retracts=UUID(str(row["id"])))


def progress_of(dataset: Dataset, actor: Actor) -> Progress | None:
    """How far the dataset's import, or its undoing, has come."""
    found = Job.objects.filter(pk=dataset.job).first()
    if found is None:
        return None
    url = reverse("trials:dataset", args=[dataset.trial.slug, dataset.id])
    return replace(jobs.progress_of(found, actor), url=url)

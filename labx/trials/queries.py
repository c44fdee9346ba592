"""Reads of the trials room."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import Case, Exists, OuterRef, QuerySet, TextField, Value, When
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
from labx.trials.analysis.table import Table
from labx.trials.designs.columns import DataColumn
from labx.trials.designs.registry import columns_of
from labx.trials.events import EXPOSED, MEASURED
from labx.trials.models import Analysis, Dataset, Trial
from labx.trials.plan.reading import VERSION, read_plan
from labx.trials.plan.shape import Plan
from labx.trials.steps.draft import coded_once, draft_of
from labx.trials.steps.form import StepForm
from labx.trials.steps.registry import STEPS

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


@dataclass(frozen=True)
class PlanStep:
    """A step of a protocol's plan."""

    protocol: Protocol
    step: type[StepForm]

    @property
    def project_id(self) -> UUID:
        return self.protocol.project_id


@dataclass(frozen=True)
class PlannedOutcome:
    """An outcome of a protocol's plan by its place; a new one has none."""

    protocol: Protocol
    place: int | None

    @property
    def project_id(self) -> UUID:
        return self.protocol.project_id


def step_for_trial(slug: str, code: str, version: int, step: str) -> PlanStep:
    found = next((one for one in STEPS if one.slug == step), None)
    if found is None:
        raise Http404
    return PlanStep(protocol_for_trial(slug, code, version), found)


def outcome_for_trial(slug: str, code: str, version: int, place: int | None = None) -> PlannedOutcome:
    protocol = protocol_for_trial(slug, code, version)
    if place is not None and place >= len(draft_of(protocol.plan).get("outcomes") or []):
        raise Http404
    return PlannedOutcome(protocol, place)


def trials_of(actor: Actor) -> QuerySet[Trial]:
    return Trial.objects.filter(project__in=portfolio.projects_of(actor)).select_related("project", "protocol")


def with_stage(trials: QuerySet[Trial]) -> QuerySet[Trial]:
    """How far each one has come, found by the database for the whole list at once."""
    brought = Exists(Dataset.objects.filter(trial=OuterRef("pk"), state=Dataset.State.IMPORTED))
    known = Exists(Analysis.objects.filter(trial=OuterRef("pk"), dataset__state=Dataset.State.IMPORTED))
    stage = Case(
        When(known, closed_at__isnull=False, then=Value("closed")),
        When(known, then=Value("seen")),
        When(brought, then=Value("hidden")),
        When(closed_at__isnull=False, then=Value("ended")),
        default=Value("trying"),
        output_field=TextField(),
    )
    return trials.annotate(stage=stage)


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

    measures = [(template["primary_outcome"], "primary"), *((one, "guardrail") for one in template["guardrails"])]
    labels = [said(measure["label"]) for measure, _role in measures]
    outcomes = [
        {
            "code": code,
            "label": label,
            "role": role,
            "kind": measure["kind"] or "mean",
            "unit": said(measure["unit"]) if measure["kind"] != "share" else "",
            "better": measure["better"],
        }
        for code, label, (measure, role) in zip(coded_once(labels, {}), labels, measures, strict=True)
    ]
    is_drawn = template["comparisons"][0]["design_grade"] == "randomised"
    return {
        "name": template["name"],
        "title": said(template["title"]),
        "words": {"question": said(template["question"]), "ethics": said(template["left_out"])},
        "plan": {"version": VERSION, "design": "individual" if is_drawn else "groups", "outcomes": outcomes},
    }


def units_of(dataset: Dataset) -> Table:
    """Every unit of the dataset as the event log knows it: arm, codes, and each number of the plan."""
    plan = read_plan(dataset.trial.protocol.plan)
    columns = columns_of(plan)
    words = [column for column in columns if column.kind == "code" and not column.values]
    numbers = [column for column in columns if column.kind != "code" or column.values]
    with one_snapshot(EXPOSED, MEASURED) as log:
        exposed = in_dataset(log.events(EXPOSED), dataset).select(
            "subject",
            nw.col("row").fill_null(0),
            nw.col("arm"),
            *(nw.col(column.name).alias(f"code_{column.name}") for column in words),
        )
        values = [
            nw.when(nw.col("variable") == column.name).then(nw.col("value")).max().alias(f"value_{place}")
            for place, column in enumerate(numbers)
        ]
        measured = in_dataset(log.events(MEASURED), dataset).with_columns(nw.col("row").fill_null(0))
        found = exposed.join(measured.group_by("subject", "row").agg(*values), on=["subject", "row"], how="left")
        native = found.collect("pyarrow").to_native()
    return table_from(native, plan, words, numbers)


def table_from(native: Any, plan: Plan, words: list[DataColumn], numbers: list[DataColumn]) -> Table:
    """The arrays of a query's answer; subgroups come as the place of their value in the plan."""
    places = pc.index_in(native.column("arm"), pa.array([arm.code for arm in plan.arms], pa.string()))
    codes = {one.name: texts_of(native.column(f"code_{one.name}")) for one in words}
    found = {}
    for place, column in enumerate(numbers):
        values = native.column(f"value_{place}").to_numpy().astype(float)
        if column.values:
            named = np.array([*(code for code, _label in column.values), ""], dtype=np.str_)
            codes[column.name] = named[np.where(np.isnan(values), -1, values).astype(np.int64)]
        else:
            found[column.name] = values
    return Table(places.fill_null(0).to_numpy().astype(np.int64), found, codes)


def texts_of(column: Any) -> Any:
    return np.array(column.fill_null("").to_pylist(), dtype=np.str_)


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

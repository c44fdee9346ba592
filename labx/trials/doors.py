"""What the trials room shows in other rooms: doors on a protocol, moments of a project, a part of its public page."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from labx.core import policy
from labx.core.actors import Actor
from labx.core.pages import formats
from labx.core.pages.entries import Link, Moment
from labx.core.rooms import Hold, OpenData, Opened, Part
from labx.portfolio.models import Project, Protocol
from labx.trials import queries
from labx.trials.lottery.sealing import is_spent
from labx.trials.models import Analysis, Dataset, Trial
from labx.trials.publishing.package import LICENCE
from labx.trials.steps.comparison import ComparisonStep
from labx.trials.telling.pictures import effects_chart
from labx.trials.telling.result import Told, tell
from labx.trials.telling.summaries import summaries


def of_protocol(protocol: Protocol, actor: Actor) -> list[Link]:
    """Edit the plan while it is being written; open its trial, or go to it, once it is frozen."""
    trial = Trial.objects.filter(protocol=protocol).first()
    address = [protocol.project.slug, protocol.code, protocol.version]
    if trial:
        return [Link(_("Go to the trial"), reverse("trials:record", args=[trial.slug]))]
    if protocol.is_frozen and policy.allows(actor, "trials.open", protocol):
        return [Link(_("Open the trial"), reverse("trials:open", args=address), is_action=True)]
    if not protocol.is_frozen and policy.allows(actor, "portfolio.write_protocol", protocol):
        return [Link(_("Edit the protocol"), reverse("trials:edit_plan", args=address))]
    return []


def missing_of(protocol: Protocol) -> list[Hold]:
    """What the plan still lacks, each with the step that mends it. Freezing itself is refused by the plan's schema."""
    if protocol.room != "trials" or protocol.is_frozen:
        return []
    address = [protocol.project.slug, protocol.code, protocol.version]
    hashed = (protocol.plan.get("randomisation") or {}).get("seed_hash", "")
    if is_spent(hashed, protocol):
        text = _("This seed was drawn from before: save the step about the comparison again, to seal another.")
        return [Hold(text, reverse("trials:plan_step", args=[*address, ComparisonStep.slug]), True)]
    return [
        Hold(f"{step.title}: {problem}", reverse("trials:plan_step", args=[*address, step.slug]), False)
        for step in summaries(protocol.plan)
        for problem in step.problems
    ]


def story_of(project: Project) -> list[Moment]:
    found = []
    for trial in project.trials.all():
        url = reverse("trials:record", args=[trial.slug])
        found.append(Moment(_("The trial “%(title)s” was opened") % {"title": trial.title}, trial.opened_at, url=url))
        for dataset in trial.datasets.filter(state=Dataset.State.IMPORTED):
            found.append(
                Moment(
                    imported(dataset.rows or 0),
                    dataset.imported_at,
                    dataset.source,
                    url=url,
                )
            )
        analysis = queries.latest_analysis(trial)
        if analysis:
            found.append(Moment(_("The frozen plan was run"), analysis.computed_at, tell(analysis).sentence, url=url))
    return found


def imported(rows: int) -> str:
    said = ngettext("A table of %(rows)s row was imported", "A table of %(rows)s rows was imported", rows)
    return said % {"rows": formats.number(rows)}


def told_in(project: Project) -> list[Told]:
    """Results that the project's public page may show, the randomised ones first."""
    analyses = queries.shown_analyses(project)
    return sorted((tell(analysis) for analysis in analyses), key=lambda told: not told.design.is_randomised)


def public_parts(project: Project) -> list[Part]:
    """One picture of the first result with the others beside it in grey, packages where rows are open, notices."""
    found, notices = told_in(project), notices_of(project)
    if not found:
        return notices
    first, others = found[0], found[1:]
    packages = [told.analysis.trial for told in found if told.analysis.dataset.is_open]
    context = {"figure": effects_chart(first, *others), "others": others, "packages": packages}
    return [Part("trials/public_part.html", context), *notices]


def notices_of(project: Project) -> list[Part]:
    """What those who take part may read, while the trial runs and after it."""
    found = [trial for trial in project.trials.select_related("protocol") if trial.has_notice]
    return [Part("trials/public_notices.html", {"trials": found})] if found else []


def open_data(project: Project) -> list[OpenData]:
    """The packages that the public page offers."""
    return [
        OpenData(
            id=told.analysis.trial.id,
            title=told.analysis.trial.title,
            description=told.sentence,
            url=reverse("trials:public_package", args=[told.analysis.trial.slug]),
            media_type="application/zip",
            source=told.analysis.dataset.source,
            licence=LICENCE,
            issued=told.analysis.computed_at,
            first_day=told.analysis.dataset.started_on,
            last_day=told.analysis.dataset.measured_until,
        )
        for told in told_in(project)
        if told.analysis.dataset.is_open
    ]


def open_analysis(id: UUID) -> Opened | None:
    analysis = Analysis.objects.filter(pk=id).select_related("trial__protocol", "dataset").first()
    if analysis is None:
        return None
    told = tell(analysis)
    url = reverse("trials:record", args=[analysis.trial.slug])
    card = told.card() if told.has_answer else None
    return Opened(analysis.trial.title, url, analysis.digest, told.sentence, card)

"""How the laboratory is doing: days in each stage and behind each kind of blocker, and what became of projects."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.conf import settings
from django.db.models import Case, Exists, OuterRef, Subquery, When
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labx.core.pages.numbers import DesignGrade, NumberCard
from labx.portfolio.delivery.models import Blocker, BlockerKind, FollowUp, StillUsed
from labx.portfolio.models import Decision, Evidence, Project, Stage, StageSpell
from labx.portfolio.models.decisions import Outcome

BEFORE = (Stage.INTAKE, Stage.TRIAGE)
COMPARED = {grade.value for grade in (DesignGrade.COMPARISON, DesignGrade.RANDOMISED, DesignGrade.REPLICATED)}


@dataclass(frozen=True)
class Share:
    """Some of some projects; both lists can be opened."""

    name: str
    title: str | Promise
    definition: str | Promise
    some: list[Any]
    of: list[Any]

    @property
    def number_card(self) -> NumberCard | None:
        """Nothing where there is no project to take a share of."""
        if not self.of:
            return None
        return NumberCard(
            value=100 * len(self.some) / len(self.of),
            label=str(self.title),
            definition=str(self.definition),
            denominator=_("%(some)s of %(of)s projects") % {"some": len(self.some), "of": len(self.of)},
            cutoff=timezone.localdate(),
            source=_("Records of %(lab)s") % {"lab": settings.LABX_NAME},
            design=DesignGrade.NONE,
            no_interval_because=_("All projects are counted, not a sample."),
            unit="%",
        )


@dataclass(frozen=True)
class Typical:
    """How long something usually takes: the median of those that ended, and how many still last."""

    label: str
    days: float | None
    ended: int
    lasting: int


def projects_told() -> list[Any]:
    """Every project past triage with what the shares ask of it, in one query."""
    own = {"project": OuterRef("pk")}
    year = FollowUp.objects.filter(handover__project=OuterRef("pk"), months=12)
    found = Project.objects.exclude(stage__in=BEFORE).annotate(
        piloted=Exists(StageSpell.objects.filter(**own, stage=Stage.PILOT)),
        outcome=Subquery(Decision.objects.filter(**own, replaced_by=None).values("outcome")[:1]),
        compared=Exists(Evidence.objects.filter(**own, design_grade__in=COMPARED)),
        asked_on=Subquery(year.values("due_on")[:1]),
        still_used=Subquery(year.values("still_used")[:1]),
    )
    asked = ("piloted", "outcome", "compared", "asked_on", "still_used")
    return list(found.order_by("title").values_list("pk", "slug", "title", "stage", "learned", *asked, named=True))


def shares(today: dt.date) -> list[Share]:
    projects = projects_told()
    decided = [one for one in projects if one.outcome]
    stopped = [one for one in decided if one.outcome == Outcome.STOP]
    a_year_on = [one for one in projects if one.asked_on and one.asked_on <= today]
    return [
        Share(
            "piloto",
            gettext_lazy("reached a pilot"),
            gettext_lazy("Projects past triage that stood in the pilot stage at any time."),
            [one for one in projects if one.piloted],
            projects,
        ),
        Share(
            "decisao",
            gettext_lazy("have a decision"),
            gettext_lazy("Projects past triage with a recorded decision that was not replaced."),
            decided,
            projects,
        ),
        Share(
            "comparacao",
            gettext_lazy("decided with a comparison group"),
            gettext_lazy("Decided projects with evidence from a comparison group, a draw, or a replication."),
            [one for one in decided if one.compared],
            decided,
        ),
        Share(
            "aprendizagem",
            gettext_lazy("stopped with something learned"),
            gettext_lazy("Stopped projects that wrote down what they learned."),
            [one for one in stopped if one.learned.strip()],
            stopped,
        ),
        Share(
            "adocao",
            gettext_lazy("still used after 12 months"),
            gettext_lazy(
                "Projects handed over a year ago or more whose owner says it is still used. No answer counts as no."
            ),
            [one for one in a_year_on if one.still_used in {StillUsed.YES, StillUsed.CHANGED}],
            a_year_on,
        ),
    ]


def share(name: str, today: dt.date) -> Share | None:
    return next((one for one in shares(today) if one.name == name), None)


def days_in_stages(today: dt.date) -> list[Typical]:
    """The last stay of a project ends with the project."""
    over = Case(When(project__ends_on__lte=today, then=Greatest("project__ends_on", "entered_on")))
    spells = StageSpell.objects.order_by().values_list("stage", "entered_on", Coalesce("left_on", over))
    lengths = [(stage, ((left or today) - entered).days, left is None) for stage, entered, left in spells]
    return typical(lengths, Stage.choices)


def days_behind_blockers() -> list[Typical]:
    lengths = [(one.kind, one.days, one.is_open) for one in Blocker.objects.all()]
    return typical(lengths, BlockerKind.choices)


def typical(lengths: Iterable[tuple[str, int, bool]], kinds: Iterable[tuple[str, str]]) -> list[Typical]:
    """In the order of the kinds. What still lasts has no length yet and is only counted."""
    ended: dict[str, list[int]] = defaultdict(list)
    lasting: dict[str, int] = defaultdict(int)
    for kind, days, is_lasting in lengths:
        if is_lasting:
            lasting[kind] += 1
        else:
            ended[kind].append(days)
    return [
        Typical(str(label), median(ended[kind]) if ended[kind] else None, len(ended[kind]), lasting[kind])
        for kind, label in kinds
    ]

"""Reads of challenges and of the care a project takes."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from labx.core.actors import TEAM, Actor
from labx.core.pages.entries import Link
from labx.people.organisations.models import Affiliation
from labx.people.organisations.queries import entities_of
from labx.portfolio.challenges import rubric
from labx.portfolio.challenges.models import Assessment, Challenge, Screening, SignOff, State
from labx.portfolio.challenges.rubric import Criterion, criteria_of
from labx.portfolio.challenges.sign_offs import required_by
from labx.portfolio.models import Project
from labx.portfolio.policy import LEADERS, READERS

APART = 2  # two people this far from each other read different challenges, or the criterion differently


def challenge_by_code(code: str) -> Challenge:
    wanted = Challenge.objects.select_related("rubric", "contact", "project", "entity").prefetch_related(
        "entity__former_names"
    )
    return get_object_or_404(wanted, code=code)


def speaks_for(account: UUID, entity: UUID) -> bool:
    """Whether this account speaks for the entity now, also where it was merged into another."""
    return entities_of(account).filter(Q(pk=entity) | Q(duplicates=entity)).exists()


def challenges_of(actor: Actor) -> QuerySet[Challenge]:
    """The challenges this actor may read, with how many people have scored each."""
    found = Challenge.objects.select_related("entity").prefetch_related("entity__former_names")
    if not actor.roles & READERS:
        mine = Q(entity__in=entities_of(actor.id)) | Q(entity__merged_into__in=entities_of(actor.id))
        spoken = Affiliation.objects.filter(account=actor.id, entity=OuterRef("entity"))
        has_left = Exists(spoken) & ~Exists(spoken.filter(ended_at=None))
        found = found.filter((Q(contact_id=actor.id) & ~has_left) | mine)
    return found.annotate(score_count=Count("assessments", distinct=True))


def sign_off_by_id(slug: str, sign_off: str) -> SignOff:
    return get_object_or_404(SignOff.objects.select_related("project"), pk=sign_off, project__slug=slug)


@dataclass(frozen=True)
class Spread:
    """What everyone gave on one criterion: each score, never only their middle."""

    criterion: Criterion
    scores: list[tuple[str, int]]

    @property
    def values(self) -> list[int]:
        return sorted(score for _name, score in self.scores)

    @property
    def lowest(self) -> int:
        return self.values[0]

    @property
    def highest(self) -> int:
        return self.values[-1]

    @property
    def is_apart(self) -> bool:
        return self.highest - self.lowest >= APART


def own_assessment(challenge: Challenge, actor: Actor) -> Assessment | None:
    return challenge.assessments.filter(scorer_id=actor.id).first()


def may_see_scores(challenge: Challenge, actor: Actor) -> bool:
    """Nobody reads the others' scores before giving their own; once it is decided, those who may read them do."""
    return not challenge.is_waiting or own_assessment(challenge, actor) is not None


def assessments_of(challenge: Challenge) -> list[Assessment]:
    return list(challenge.assessments.select_related("scorer"))


def spreads_of(challenge: Challenge, assessments: list[Assessment]) -> list[Spread]:
    """For each criterion of the rubric, everyone's score; who scored by an earlier rubric is left out."""
    criteria = criteria_of(challenge.rubric.pack) if challenge.rubric else []
    names = {criterion.name for criterion in criteria}
    alike = [given for given in assessments if names <= given.scores.keys()]
    if not alike:
        return []
    return [Spread(one, [(str(given.scorer or ""), given.scores[one.name]) for given in alike]) for one in criteria]


def waiting_for(actor: Actor) -> list[Link]:
    """What the desk shows of challenges: drafts to submit; for the team those to score, for leaders those to answer."""
    submitted = Challenge.objects.filter(state=State.SUBMITTED).order_by("submitted_at")
    scored = Q(assessments__scorer_id=actor.id)
    drafts = Challenge.objects.filter(state=State.DRAFT, contact_id=actor.id)
    asked = [(_("Submit the challenge “%(title)s”, or finish writing it"), "challenges:record", drafts)]
    if actor.roles & TEAM:
        asked.append((_("Score the challenge “%(title)s”"), "challenges:assess", submitted.exclude(scored)))
    if actor.roles & LEADERS:
        asked.append((_("Answer the challenge “%(title)s”"), "challenges:decide", submitted.filter(scored)))
    return [
        Link(words % {"title": one.title}, reverse(name, args=[one.code]))
        for words, name, found in asked
        for one in found
    ]


def screening_of(project: Project) -> Screening | None:
    return Screening.objects.filter(project=project).select_related("questions").first()


def standing_sign_offs(project: Project) -> QuerySet[SignOff]:
    return SignOff.objects.filter(project=project, withdrawn_at=None)


@dataclass(frozen=True)
class Care:
    """What the answers ask for and what is there."""

    screening: Screening | None
    required: list[str]
    signed: list[SignOff]

    @property
    def missing(self) -> list[str]:
        present = {sign_off.kind for sign_off in self.signed}
        return [str(SignOff.Kind(kind).label) for kind in self.required if kind not in present]


def care_of(project: Project) -> Care:
    screening = screening_of(project)
    questions = screening.questions.pack.content["questions"] if screening else []
    required = required_by(questions, screening.answers) if screening else []
    return Care(screening, required, list(standing_sign_offs(project)))


def answered_questions(screening: Screening) -> list[tuple[rubric.Question, bool]]:
    return [(one, screening.answers[one.name]) for one in rubric.questions_of(screening.questions.pack)]

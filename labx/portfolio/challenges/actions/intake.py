"""A challenge written down, edited, submitted, withdrawn."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import EditedMeanwhile, action, rewrite
from labx.core.actors import Actor
from labx.core.audit.record import record as record_audit
from labx.core.events.publish import publish
from labx.core.search.index import refresh
from labx.portfolio.challenges import rubric
from labx.portfolio.challenges.models import Challenge, State
from labx.portfolio.challenges.problems import NamesSolution, NotNow, NotReady
from labx.portfolio.challenges.wording import solutions_named

WORDS = (
    "title",
    "entity",
    "entity_name",
    "problem",
    "sufferers",
    "how_known",
    "tried",
    "mandate",
    "deadline",
    "data_available",
    "decision_to_take",
    "sponsor",
)
NEEDED = ("entity_called", "problem", "sufferers", "how_known", "decision_to_take", "sponsor")


@action
def draft_challenge(*, by: Actor, is_example: bool = False, **words: Any) -> Challenge:
    """Begin a challenge; everything but its title may come later."""
    policy.require(by, "challenges.bring")
    challenge = Challenge.objects.create(contact_id=by.account_id, is_example=is_example, **words)
    record_audit(by=by, action="challenges.draft_challenge", target=challenge, after=written(challenge))
    refresh(challenge)
    return challenge


@action
def edit_challenge(*, by: Actor, challenge: Challenge, edition: int, **words: Any) -> Challenge:
    """Change the words until there is a decision. `edition` is the one the writer had opened."""
    policy.require(by, "challenges.edit", challenge)
    current = locked(challenge)
    if not current.is_open_to_words:
        raise NotNow(_("This challenge is closed: its words stay as they were judged."))
    if current.edition != edition:
        raise EditedMeanwhile
    before = written(current)
    rewrite(current, WORDS, words)
    if current.state == State.SUBMITTED and (missing := missing_in(current)):
        raise NotReady(missing)
    current.save()
    record_audit(by=by, action="challenges.edit_challenge", target=current, before=before, after=written(current))
    refresh(current)
    return current


@action
def submit_challenge(*, by: Actor, challenge: Challenge, is_problem: bool = False) -> Challenge:
    """Hand the challenge to the laboratory. `is_problem`: the writer read the warning and says it is one."""
    policy.require(by, "challenges.edit", challenge)
    current = locked(challenge)
    if current.state == State.SUBMITTED:
        return current
    if current.state != State.DRAFT:
        raise NotNow(_("Only a challenge that is being written can be submitted."))
    if missing := missing_in(current):
        raise NotReady(missing)
    current.rubric = rubric.kept(rubric.RUBRIC)
    words = solutions_in(current)
    if words and not is_problem:
        raise NamesSolution(words)
    current.state, current.submitted_at = State.SUBMITTED, timezone.now()
    current.save(update_fields=["state", "submitted_at", "rubric", "edited_at"])
    record_audit(
        by=by,
        action="challenges.submit_challenge",
        target=current,
        after={"names_solution": words, "state": "submitted"},
    )
    publish(name="challenges.submitted", subject=current.id, project=current.id)
    return current


@action
def withdraw_challenge(*, by: Actor, challenge: Challenge, why: str = "") -> Challenge:
    """The entity takes it back; it may be taken up again."""
    policy.require(by, "challenges.edit", challenge)
    current = locked(challenge)
    if not current.is_open_to_words:
        raise NotNow(_("The laboratory has answered already: there is nothing left to withdraw."))
    was_submitted, current.state = current.state == State.SUBMITTED, State.WITHDRAWN
    current.save(update_fields=["state", "edited_at"])
    record_audit(by=by, action="challenges.withdraw_challenge", target=current, why=why)
    if was_submitted:
        publish(name="challenges.withdrawn", subject=current.id, project=current.id)
    return current


@action
def resume_challenge(*, by: Actor, challenge: Challenge) -> Challenge:
    """What was withdrawn is being written again."""
    policy.require(by, "challenges.edit", challenge)
    current = locked(challenge)
    if current.state != State.WITHDRAWN:
        raise NotNow(_("Only a withdrawn challenge can be taken up again."))
    current.state, current.submitted_at = State.DRAFT, None
    current.save(update_fields=["state", "submitted_at", "edited_at"])
    record_audit(by=by, action="challenges.resume_challenge", target=current)
    return current


def locked(challenge: Challenge) -> Challenge:
    return Challenge.objects.select_for_update(no_key=True).get(pk=challenge.pk)


def words_of(challenge: Challenge) -> dict[str, Any]:
    return {name: getattr(challenge, name) for name in WORDS}


def written(challenge: Challenge) -> dict[str, Any]:
    """The words as the audit chain keeps them."""
    return {**words_of(challenge), "entity": challenge.entity and challenge.entity.code}


def missing_in(challenge: Challenge) -> list[str]:
    """What the laboratory needs before it can judge, by the names on the form."""
    return [
        str(Challenge._meta.get_field(name.replace("_called", "")).verbose_name)
        for name in NEEDED
        if not getattr(challenge, name).strip()
    ]


def solutions_in(challenge: Challenge) -> list[str]:
    """Solutions named where the problem should stand."""
    pack = challenge.rubric.pack if challenge.rubric else rubric.newest(rubric.RUBRIC)
    return solutions_named(f"{challenge.title}\n{challenge.problem}", rubric.solution_words(pack))

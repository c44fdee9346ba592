"""A project as a case for the Observatory of Public Sector Innovation."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from labx.portfolio.catalogue.facts import Facts
from labx.portfolio.models import Stage

# The form's stages, by ours; a project that was tested is at least in implementation.
STATUS = {
    Stage.PROTOTYPE: "Developing Proposals - turning ideas into business cases that can be assessed and acted on",
    Stage.TEST: "Implementation - making the innovation happen",
    Stage.PILOT: "Implementation - making the innovation happen",
    Stage.SCALE: "Diffusing Lessons - using what was learnt to inform other projects",
    Stage.HANDOVER: "Diffusing Lessons - using what was learnt to inform other projects",
    Stage.FOLLOW_UP: "Diffusing Lessons - using what was learnt to inform other projects",
}
EVALUATED = "Evaluation - understanding whether the innovative initiative has delivered what was needed"


@dataclass(frozen=True)
class Section:
    """One section of the form; an empty one keeps the case from being sent."""

    key: str
    title: str
    text: str


def why_not(facts: Facts) -> str:
    """Empty where the project may be offered as a case; else why not, and what to do."""
    if not facts.was_tested:
        return _(
            "The observatory takes only what was tried at least in a test or a pilot: plans do not qualify. "
            "This project has not come so far."
        )
    if facts.case is None:
        return _("Nobody has written the case yet: what is new, for whom, what went wrong, what others can reuse.")
    if missing := [section.title for section in sections(facts) if not section.text.strip()]:
        return _("Every section must be filled. These are empty: %(sections)s.") % {"sections": ", ".join(missing)}
    return ""


def sections(facts: Facts) -> list[Section]:
    """The form's sections in its order."""
    case = facts.case
    found = {
        "name": (_("Name of the innovation"), facts.title),
        "launch_year": (_("Launch year"), str(first_year(facts))),
        "country": (_("Country"), "Portugal"),
        "level": (_("Level of government"), str(case.get_level_display()) if case else ""),
        "organisation": (_("Organisation"), settings.LABX_INSTITUTION),
        "policy_area": (_("Policy area"), case.policy_area if case else ""),
        "tags": (_("Innovation tags"), (case.tags or case.policy_area) if case else ""),
        "summary": (_("Short and simple explanation"), facts.asked),
        "overview": (_("Overview"), facts.did),
        "novelty": (_("What makes it innovative"), case.novelty if case else ""),
        "status": (_("Current status"), status(facts)),
        "partners": (_("Collaborations and partnerships"), case.partners if case else ""),
        "users": (_("Users, stakeholders and beneficiaries"), case.users if case else ""),
        "results": (_("Results, outcomes and impacts"), results(facts)),
        "challenges": (_("Challenges and failures"), case.challenges if case else ""),
        "conditions": (_("Conditions for success"), case.conditions if case else ""),
        "replication": (_("Replication"), case.replication if case else ""),
        "lessons": (_("Lessons learned"), case.lessons if case else ""),
        "materials": (_("Supporting materials"), facts.url),
    }
    return [Section(key, title, text) for key, (title, text) in found.items()]


def first_year(facts: Facts) -> int:
    return min([facts.published_at, *(promise.frozen_at for promise in facts.promises)]).year


def status(facts: Facts) -> str:
    return EVALUATED if facts.decision else STATUS.get(Stage(facts.stage), STATUS[Stage.TEST])


def results(facts: Facts) -> str:
    return "\n".join([facts.learned, *(number.sentence for number in facts.numbers)])


def markdown(facts: Facts) -> str:
    parts = [f"# {facts.title}", *(f"## {section.title}\n\n{section.text}" for section in sections(facts)[1:])]
    return "\n\n".join(parts) + "\n"

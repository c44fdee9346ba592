"""What comes next in a trial, and who does it: one thing at a time, said on its page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from labx.core.pages import formats
from labx.trials import looking
from labx.trials.lottery.allocating import AT_ONCE, ONE_AT_A_TIME
from labx.trials.lottery.closing import decision_by_rule
from labx.trials.models import Dataset, Trial
from labx.trials.plan.parts import SITUATIONS
from labx.trials.plan.shape import Plan
from labx.trials.publishing.conclusions import evidence_of
from labx.trials.telling.result import Told
from labx.trials.telling.summaries import decision_text


@dataclass(frozen=True)
class NextStep:
    """One thing to do now. Without a label this reader waits, and the text says for whom or for what."""

    title: str
    text: str
    label: str = ""
    url: str = ""
    is_action: bool = False
    may_publish: bool = False  # the button may put the number on the public page as well


@dataclass(frozen=True)
class Standing:
    """How far a trial has come, for whoever reads its page."""

    trial: Trial
    plan: Plan
    told: Told | None
    dataset: Dataset | None
    may: Mapping[str, bool]

    @cached_property
    def begun(self) -> Dataset | None:
        """A file that was brought and does not count yet."""
        begun = (Dataset.State.UPLOADED, Dataset.State.REFUSED)
        return self.trial.datasets.filter(state__in=begun).first()

    def here(self, page: str, *more: Any) -> str:
        return reverse(f"trials:{page}", args=[self.trial.slug, *more])

    def offered(self, permission: str, label: str, url: str, **more: Any) -> dict[str, Any]:
        """The button, where this reader may press it."""
        return {"label": label, "url": url, **more} if self.may[permission] else {}


def next_step(at: Standing) -> NextStep:
    found = (step(at) for step in STEPS)
    return next(step for step in found if step is not None)


def drawing(at: Standing) -> NextStep | None:
    scheme = at.plan.randomisation.scheme
    if at.trial.closed_at or at.dataset or at.begun or scheme not in ONE_AT_A_TIME + AT_ONCE:
        return None
    drawn, planned = at.trial.allocations.count(), at.plan.sample.get("units")
    if drawn and (scheme in AT_ONCE or (planned and drawn >= planned)):
        return None
    if not drawn:
        text = _("The lottery comes first: chance says who gets what before anything is done.")
    elif planned:
        text = _(
            "%(drawn)s of %(planned)s are drawn. Draw each one when it comes; the data are brought at the end."
        ) % {
            "drawn": formats.number(drawn),
            "planned": formats.number(planned),
        }
    else:
        text = _("%(drawn)s are drawn. Draw each one when it comes; the data are brought at the end.") % {
            "drawn": formats.number(drawn)
        }
    return NextStep(no_result(), text, **at.offered("allocate", _("Draw by lot"), at.here("lottery")))


def bringing(at: Standing) -> NextStep | None:
    if at.dataset:
        return None
    if at.begun:
        text = _("The file “%(name)s” is here, but nothing of it counts yet.") % {"name": at.begun.original_name}
        button = at.offered("import_data", _("Go on with this file"), at.here("dataset", at.begun.id))
    else:
        text = _("When the last outcome is measured, the lead or an analyst of the project brings the table here.")
        button = at.offered("import_data", _("Bring the data"), at.here("upload"))
    return NextStep(no_result(), text, **button)


def looking_at_it(at: Standing) -> NextStep | None:
    if at.told:
        return None
    title, hidden = _("The primary result is hidden"), looking.why_hidden(at.trial, at.plan)
    if hidden:
        return NextStep(title, hidden)
    text = _(
        "The data are in, and the plan lets the result be seen now. The lead or an analyst opens it: "
        "that it was looked at, when and by whom, stays on record."
    )
    return NextStep(title, text, **at.offered("look", _("Look at the result"), at.here("look"), is_action=True))


def recording(at: Standing) -> NextStep | None:
    if at.told is None or evidence_of(at.told.analysis):
        return None
    looks, taken = at.plan.looks, at.told.result["look"]["number"]
    said = [_("Write the result down for the project: then it can be decided on, cited and published.")]
    if looks.kind == "group_sequential" and taken < looks.number:
        words = {"taken": taken, "planned": looks.number}
        said.insert(0, _("This was look %(taken)s of %(planned)s.") % words)
        said.append(_("To look again later, undo the import then and bring the longer table."))
    publishes = at.may["publish"] and at.told.has_answer
    button = at.offered("conclude", _("Record as evidence"), at.here("conclude"), is_action=True, may_publish=publishes)
    return NextStep(what_next(), " ".join(said), **button)


def deciding(at: Standing) -> NextStep | None:
    evidence = evidence_of(at.told.analysis) if at.told else None
    if at.told is None or evidence is None or evidence.decisions.exists():
        return None
    ruled = decision_by_rule(at.told)
    if ruled:
        text = _("By the rule fixed before the start, this result (“%(situation)s”) leads to: %(decision)s.") % {
            "situation": SITUATIONS[at.told.situation],
            "decision": decision_text(ruled),
        }
    else:
        text = _("The plan fixed no rule: whoever leads the project weighs the result and decides.")
    return NextStep(what_next(), text, **at.offered("decide", _("Decide"), at.here("decide")))


def closing(at: Standing) -> NextStep | None:
    if at.trial.closed_at:
        return None
    text = _("The decision is recorded. Close the trial: nothing is added afterwards, and its lottery can be checked.")
    return NextStep(what_next(), text, **at.offered("close", _("Close the trial"), at.here("close")))


def publishing(at: Standing) -> NextStep:
    project = at.trial.project
    if project.is_published:
        text = _("Nothing is left to do here: the result is decided, closed and public.")
        return NextStep(what_next(), text, _("Read the public page"), reverse("portfolio:public", args=[project.slug]))
    text = _("The trial is decided and closed. Tell everyone what was learned, also where nothing was found.")
    url = reverse("portfolio:edit_public", args=[project.slug])
    return NextStep(what_next(), text, **at.offered("publish", _("Write the public page"), url))


def no_result() -> str:
    return _("There is no result yet")


def what_next() -> str:
    return _("What comes next")


STEPS: tuple[Callable[[Standing], NextStep | None], ...] = (
    drawing,
    bringing,
    looking_at_it,
    recording,
    deciding,
    closing,
    publishing,
)

"""The steps in their order, and in which of them each part of a plan is mended."""

from labx.trials.steps.arms import ArmsStep
from labx.trials.steps.care import CareStep, NoticeStep
from labx.trials.steps.comparison import ComparisonStep
from labx.trials.steps.deciding import DecidingStep
from labx.trials.steps.form import StepForm
from labx.trials.steps.outcomes import OutcomeForm
from labx.trials.steps.sample import SampleStep
from labx.trials.steps.units import UnitStep

STEPS: tuple[type[StepForm], ...] = (
    UnitStep,
    ArmsStep,
    OutcomeForm,
    ComparisonStep,
    SampleStep,
    DecidingStep,
    CareStep,
    NoticeStep,
)
STEP_OF = {part: step for step in STEPS for part in step.writes}


def step_of(place: str) -> type[StepForm]:
    """The step that mends a problem; what belongs to none is mended where the comparison is chosen."""
    return STEP_OF.get(place.split(".")[0], ComparisonStep)

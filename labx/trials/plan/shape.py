"""What a trial's plan says: arms, outcomes, what was known before, looks, the rule for the decision."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from labx.trials.plan.first import FirstPlan


@dataclass(frozen=True)
class Arm:
    """One of the groups. `share` is the planned part of all units; none was planned where it is None."""

    code: str
    label: str
    share: float | None = None


@dataclass(frozen=True)
class Outcome:
    """What is measured of each unit. `kind` says how it is compared (see `labx.trials.kinds`), `role` what for.

    `aim` says what is to be shown: a difference, or by `margin` that the change is not worse, or as good. `per` is what
    a rate is told for, such as 1,000 days.
    """

    code: str
    label: str
    role: str = "primary"
    kind: str = "mean"
    unit: str = ""
    better: str = "higher"
    worthwhile: float | None = None
    margin: float | None = None
    cap: tuple[float | None, float | None] = (None, None)
    quantile: float | None = None
    horizon: float | None = None
    per: float | None = None
    aim: str = ""

    def part(self, name: str) -> str:
        """The column of a second number that belongs to this outcome, such as a ratio's denominator."""
        return f"{self.code}.{name}"


@dataclass(frozen=True)
class Covariate:
    """A number known of each unit before the start."""

    code: str
    label: str


@dataclass(frozen=True)
class Subgroup:
    """A way of parting the units, known before the start, in which the effect is looked at apart."""

    code: str
    label: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Looks:
    """When the primary result may be seen: once (`fixed`), at planned looks, or at any time (`always_valid`)."""

    kind: str = "fixed"
    number: int = 1
    spending: str = "obrien_fleming"
    from_day: str = ""


@dataclass(frozen=True)
class Randomisation:
    """How chance decides. `outside`: somebody else drew; otherwise the seed stays sealed, and its hash stands here.

    `listed`: the codes of the clusters, where whole clusters are drawn; of pairs, one pair after the other; of the
    places of an order, which begin in so many `steps`.
    """

    scheme: str = "outside"
    blocks: tuple[int, ...] = ()
    listed: tuple[str, ...] = ()
    seed_hash: str = ""
    steps: int = 0


@dataclass(frozen=True)
class Plan:
    """A trial as it was promised. `arms[0]` is what the others are compared with; designs without arms have none.

    `harm`: what a guardrail beyond its margin in one subgroup leads to; older plans say nothing of it.
    `care`: the answers about the people in it; `notice`: what everyone may read, in two languages.
    `redrawing`: how often the lottery is drawn again to judge the effect, and the seed of that; empty for never.
    `extent`: how much is printed beside the effects, written when the plan is frozen: older ones give what they gave.
    """

    design: str
    unit: str
    arms: tuple[Arm, ...]
    outcomes: tuple[Outcome, ...]
    covariates: tuple[Covariate, ...] = ()
    subgroups: tuple[Subgroup, ...] = ()
    confidence: float = 0.95
    correction: str = "none"
    estimator: str = "difference"
    looks: Looks = Looks()
    rule: Mapping[str, str] = field(default_factory=dict)
    randomisation: Randomisation = Randomisation()
    harm: str = ""
    care: Mapping[str, str] = field(default_factory=dict)
    notice: Mapping[str, str] = field(default_factory=dict)
    redrawing: Mapping[str, int] = field(default_factory=dict)
    extent: int = 0
    sample: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    first: FirstPlan | None = None

    @property
    def comparison(self) -> Arm:
        return self.arms[0]

    @property
    def shares(self) -> tuple[float, ...]:
        """The planned part of each arm; where none was planned the arms are alike."""
        return tuple(arm.share or 1 / len(self.arms) for arm in self.arms)

    @property
    def tried(self) -> tuple[Arm, ...]:
        return self.arms[1:]

    @property
    def primary(self) -> Outcome:
        """The outcome that decides: the first of the primary ones."""
        return next(outcome for outcome in self.outcomes if outcome.role == "primary")

    def outcome(self, code: str) -> Outcome:
        return next(outcome for outcome in self.outcomes if outcome.code == code)

    def arm(self, code: str) -> Arm:
        return next(arm for arm in self.arms if arm.code == code)

"""Every kind of outcome, in the order in which they are offered."""

from labx.trials.kinds.declare import Kind
from labx.trials.kinds.mean import MEAN
from labx.trials.kinds.odds import ODDS
from labx.trials.kinds.quantile import QUANTILE
from labx.trials.kinds.rank import RANK
from labx.trials.kinds.rate import RATE
from labx.trials.kinds.ratio import RATIO
from labx.trials.kinds.share import SHARE
from labx.trials.kinds.time import TIME
from labx.trials.plan.shape import Outcome

KINDS: dict[str, Kind] = {kind.code: kind for kind in (SHARE, MEAN, RATIO, RATE, QUANTILE, RANK, ODDS, TIME)}


def kind_of(outcome: Outcome) -> Kind:
    return KINDS[outcome.kind]

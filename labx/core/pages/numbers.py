"""The card behind a published number; without it a number is not shown."""

import datetime
import hashlib
import math
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from labx.core.pages import formats


class IncompleteCard(ValueError):
    """A number was given without what a reader needs to judge it."""


class DesignGrade(TextChoices):
    """How a number came about, from no comparison to a repeated trial."""

    NONE = "none", pgettext_lazy("design", "no comparison")
    BEFORE_AFTER = "before_after", pgettext_lazy("design", "before and after")
    SERIES = "series", pgettext_lazy("design", "series over time")
    COMPARISON = "comparison", pgettext_lazy("design", "comparison group")
    RANDOMISED = "randomised", pgettext_lazy("design", "randomised")
    REPLICATED = "replicated", pgettext_lazy("design", "replicated")

    @property
    def fifths(self) -> int:
        return list(DesignGrade).index(self)

    @property
    def meaning(self) -> str:
        return str(MEANINGS[self])


MEANINGS = {
    DesignGrade.NONE: _("A count or a level: nothing it is compared with."),
    DesignGrade.BEFORE_AFTER: _("Compared with the same service before; other things may have changed too."),
    DesignGrade.SERIES: _("Compared with what the earlier series would have led us to expect."),
    DesignGrade.COMPARISON: _("Compared with a similar group, chosen without chance."),
    DesignGrade.RANDOMISED: _("Compared with a group drawn by lot."),
    DesignGrade.REPLICATED: _("Drawn by lot, repeated elsewhere, with agreeing results."),
}


@dataclass(frozen=True, kw_only=True)
class NumberCard:
    """A number and how we know it. `reported_by` makes it a reported claim: its design is then unknown.

    `interval` may be left out only with the reason in `no_interval_because`. `unit` stands behind the number;
    `currency` (EUR, USD) replaces it. Numbers are given unrounded and shown with `decimals`.
    """

    value: int | float | Decimal
    label: str
    definition: str
    denominator: str
    cutoff: datetime.date | None
    source: str
    design: DesignGrade | None = None
    comparison: str = ""
    interval: tuple[float, float] | None = None
    confidence: float = 0.95
    no_interval_because: str = ""
    unit: str = ""
    currency: str = ""
    decimals: int = 0
    signed: bool = False
    analysis_url: str = ""
    analysis_digest: str = ""
    reported_by: str = ""

    def __post_init__(self) -> None:
        if not math.isfinite(self.value):
            raise IncompleteCard(f"“{self.label}” is {self.value}, which is no answer. Say why there is none instead.")
        if missing := self.missing():
            raise IncompleteCard(f"“{self.label or self.value}” cannot be shown: its card lacks {', '.join(missing)}.")

    def missing(self) -> list[str]:
        needed = [name for name in ("label", "definition", "denominator", "source") if not getattr(self, name)]
        return needed + ([] if self.reported_by else self.missing_of_measured())

    def missing_of_measured(self) -> list[str]:
        compared = self.design not in (None, DesignGrade.NONE)
        lacks = {
            "design": self.design is None,
            "cutoff": self.cutoff is None,
            "interval (or no_interval_because)": self.interval is None and not self.no_interval_because,
            "comparison": compared and not self.comparison,
        }
        return [name for name, is_missing in lacks.items() if is_missing]

    @property
    def digest(self) -> str:
        words = f"{self.label}|{self.value}|{self.definition}|{self.source}"
        return hashlib.sha256(words.encode()).hexdigest()[:8]

    @property
    def is_reported(self) -> bool:
        return bool(self.reported_by)

    def written(self, value: float | Decimal, *, signed: bool = False) -> str:
        if self.currency:
            return formats.money(value, self.currency, self.decimals, signed=signed)
        text = formats.number(value, self.decimals, signed=signed)
        return f"{text}{formats.NO_BREAK}{self.unit}" if self.unit else text

    @property
    def value_text(self) -> str:
        return self.written(self.value, signed=self.signed)

    @property
    def interval_text(self) -> str:
        if self.interval is None:
            return self.no_interval_because
        low, high = (self.written(end, signed=self.signed) for end in self.interval)
        return gettext("between %(low)s and %(high)s, at %(confidence)s confidence") % {
            "low": low,
            "high": high,
            "confidence": formats.percent(self.confidence),
        }

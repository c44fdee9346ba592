"""The indicators of a service: what each is, out of what, in which unit, which way is better, and who defined it so."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from django.utils.translation import gettext_lazy as _

from labx.trials.services.events import DIGITAL
from labx.trials.services.reckoning import (
    NEVER,
    Journeys,
    Sample,
    cost,
    decided,
    followed,
    in_time,
    minutes_taken,
    shared,
)

UK = _("GOV.UK Service Manual, mandatory indicators of a service.")
NEWER = _("Newer framework of the United Kingdom's government for services.")
OWN = _("The laboratory's definition: what a public service must watch beside volume.")


@dataclass(frozen=True)
class Indicator:
    """`sample(journeys, allowed_hours, now)` says which transactions count and when; `measure` is the house's Measure
    of the same name over all services, where one exists; `beside` is the indicator without which it misleads.
    """

    code: str
    title: Any
    plain: Any
    definition: Any
    denominator: Any
    better: Literal["higher", "lower"]
    source: Any
    sample: Callable[[Journeys, int, int], Sample]
    unit: Literal["share", "minutes", "EUR"] = "share"
    measure: str = ""
    beside: str = ""

    @property
    def is_share(self) -> bool:
        return self.unit == "share"


def completion(journeys: Journeys, hours: int, now: int) -> Sample:
    return shared(decided(journeys, hours, now), journeys.started, in_time(journeys, hours))


def take_up(journeys: Journeys, _hours: int, _now: int) -> Sample:
    is_known = (journeys.completed != NEVER) & (journeys.channel != "")
    return shared(is_known, journeys.completed, np.isin(journeys.channel, DIGITAL))


def satisfaction(journeys: Journeys, _hours: int, _now: int) -> Sample:
    return shared(journeys.answered != NEVER, journeys.answered, journeys.satisfied)


def answering(journeys: Journeys, hours: int, now: int) -> Sample:
    return followed(journeys.completed, journeys.answered, hours, now)


def errors(journeys: Journeys, hours: int, now: int) -> Sample:
    return followed(journeys.started, journeys.failed, hours, now)


def returns(journeys: Journeys, hours: int, now: int) -> Sample:
    return followed(journeys.completed, journeys.returned, hours, now)


def beginning(journeys: Journeys, hours: int, now: int) -> Sample:
    return followed(journeys.eligible, journeys.started, hours, now)


INDICATORS = (
    Indicator(
        "conclusao",
        title=_("Completion rate"),
        plain=_("How many who begin get to the end"),
        definition=_(
            "Transactions completed within the time this service allows, divided by those begun. "
            "Those whose time is not over are not counted yet; a start without an end counts as given up."
        ),
        denominator=_("transactions begun whose time to complete is over"),
        better="higher",
        source=UK,
        sample=completion,
        measure="services.completion",
    ),
    Indicator(
        "digital",
        title=_("Digital take-up"),
        plain=_("How many do it on the internet"),
        definition=_(
            "Transactions completed on the web or in an application, divided by those completed over every channel "
            "(telephone, counter and post included). Those whose channel is unknown are left out."
        ),
        denominator=_("completed transactions whose channel is known"),
        better="higher",
        source=UK,
        sample=take_up,
        measure="services.take_up",
    ),
    Indicator(
        "satisfacao",
        title=_("User satisfaction"),
        plain=_("How many say they are satisfied"),
        definition=_(
            "Answers “satisfied” and “very satisfied” (4 and 5 of 5), divided by all answers. "
            "Who gives up seldom answers: read it beside the share who answered."
        ),
        denominator=_("transactions with an answer; of several answers the lowest counts"),
        better="higher",
        source=UK,
        sample=satisfaction,
        measure="services.satisfaction",
        beside="respostas",
    ),
    Indicator(
        "respostas",
        title=_("Share who answered"),
        plain=_("How many tell us what they thought"),
        definition=_(
            "Completed transactions with an answer on satisfaction by the end of the time this service allows, counted "
            "from completion, divided by all completed ones. Those whose time is not over are not counted yet."
        ),
        denominator=_("completed transactions whose time to answer is over"),
        better="higher",
        source=UK,
        sample=answering,
    ),
    Indicator(
        "custo",
        title=_("Cost per transaction"),
        plain=_("What one request costs"),
        definition=_(
            "All running costs entered for the period, telephone and counter included, divided by the transactions "
            "completed in it over every channel."
        ),
        denominator=_("completed transactions"),
        better="lower",
        source=UK,
        sample=lambda journeys, _hours, _now: cost(journeys),
        unit="EUR",
        measure="services.cost_per_transaction",
    ),
    Indicator(
        "tempo",
        title=_("Time to complete"),
        plain=_("How long it takes those who get to the end in time"),
        definition=_(
            "Minutes from start to end. Of those completed in time, half took less, half more (the median). "
            "Who gives up or is late has no time here: read it beside the completion rate."
        ),
        denominator=_("transactions completed within the time allowed"),
        better="lower",
        source=NEWER,
        sample=lambda journeys, hours, _now: minutes_taken(journeys, hours),
        unit="minutes",
        beside="conclusao",
    ),
    Indicator(
        "erros",
        title=_("Error rate"),
        plain=_("How many are stopped by an error"),
        definition=_(
            "Transactions in which an error was shown by the end of the time this service allows, counted from the "
            "start, divided by those begun. Those whose time is not over are not counted yet."
        ),
        denominator=_("transactions begun whose time to complete is over"),
        better="lower",
        source=OWN,
        sample=errors,
        measure="services.errors",
    ),
    Indicator(
        "balcao",
        title=_("Returns to the counter"),
        plain=_("How many still have to come to the counter"),
        definition=_(
            "Transactions about which someone came to the counter again by the end of the time this service allows, "
            "counted from completion, divided by those completed. Those whose time is not over are not counted yet."
        ),
        denominator=_("completed transactions whose time to come back is over"),
        better="lower",
        source=OWN,
        sample=returns,
        measure="services.returns",
    ),
    Indicator(
        "inicio",
        title=_("Share who begin"),
        plain=_("How many who could ask do begin"),
        definition=_(
            "Those who could have used the service and began by the end of the time this service allows, counted from "
            "when they first could, divided by all who could have. Those whose time is not over are not counted yet."
        ),
        denominator=_("those who could have used the service, where that is recorded, and whose time to begin is over"),
        better="higher",
        source=OWN,
        sample=beginning,
    ),
)
CODES = tuple(one.code for one in INDICATORS)


def indicator_called(code: str) -> Indicator:
    """The indicator of this code; the first where there is none."""
    return next((one for one in INDICATORS if one.code == code), INDICATORS[0])

"""What desks count, as Measures that any room may use, a trial for one."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from labx.core.measures.declare import Measure
from labx.desks.service.events import BEGUN, COUNTED, PLAN, WITHIN


def amounts(name: str, title: Any, what: Any, definition: Any, **more: Any) -> Measure:
    return Measure(
        f"service.{name}",
        title=title,
        event=COUNTED,
        aggregation="sum",
        where={"what": what},
        definition=definition,
        **more,
    )


ALL = Measure("service.amounts", title=_("all counts of desks"), event=COUNTED, aggregation="sum")
MEASURES = (
    amounts(
        "visits", _("visits to desks"), BEGUN, _("Cases in which the first questions were sent."), unit=_("visits")
    ),
    amounts("plans", _("plans made at desks"), PLAN, _("Cases in which the plan was shown."), unit=_("plans")),
    amounts(
        "plans_per_visit",
        _("visits that came to a plan"),
        PLAN,
        _("Plans divided by visits."),
        denominator="service.visits",
        better="higher",
    ),
    amounts(
        "quick_plans",
        _("plans made within 10 minutes"),
        WITHIN[:2],
        _("Plans shown within 10 minutes of the first page, divided by plans."),
        denominator="service.plans",
        better="higher",
    ),
    amounts("cases", _("cases closed at counters"), "cases", _("Cases that counters closed."), unit=_("cases")),
    amounts(
        "counters_before",
        _("counters without the joint counter"),
        "counters_before",
        _("Counters of the plans of closed cases, each visited once, divided by cases."),
        denominator="service.cases",
        better="lower",
    ),
    amounts(
        "counters_after",
        _("counters with the joint counter"),
        "counters_after",
        _("The joint counter and those that were left to go to, divided by cases."),
        denominator="service.cases",
        better="lower",
    ),
    amounts(
        "received",
        _("closed cases of which visits were noted"),
        "received",
        _("Closed cases in which at least one day is noted on which the family came."),
        unit=_("cases"),
    ),
    amounts(
        "visits_here",
        _("days on which a family came"),
        "visits_here",
        _("Days on which the family came to the joint counter, divided by the cases of which they were noted."),
        denominator="service.received",
        better="lower",
    ),
    amounts(
        "tasks_due",
        _("tasks with a day that came"),
        "tasks_due",
        _("Tasks of closed cases with a date of law, done at the counter or with a date that has passed."),
        unit=_("tasks"),
    ),
    amounts(
        "on_time",
        _("tasks done in time"),
        "tasks_on_time",
        _("Those of them that were done at the counter by that date."),
        denominator="service.tasks_due",
        better="higher",
    ),
    amounts(
        "rights_open",
        _("rights that could be claimed"),
        "rights_open",
        _("Tasks of closed cases with a right that ends, or money that begins later when claimed late."),
        unit=_("rights"),
    ),
    amounts(
        "claimed",
        _("rights claimed"),
        "rights_claimed",
        _("Those of them that were claimed at the counter, sent on, or ticked by the family."),
        denominator="service.rights_open",
        better="higher",
    ),
)

"""The indicators of a service as a document."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from labx.core.charts.printed import picture
from labx.core.documents.pdf import pdf
from labx.core.pages import formats
from labx.trials.services.keeping import Counted
from labx.trials.services.models import Release, Service
from labx.trials.services.numbers import Numbers
from labx.trials.services.telling import lines_of_steps, named_period, series_chart, tell, time_allowed


def counted(service: Service, numbers: Numbers) -> str:
    return _("Counted from the service's events until %(moment)s; last whole period: %(period)s.") % {
        "moment": formats.day(numbers.counted_at, "SHORT_DATETIME_FORMAT"),
        "period": named_period(service, numbers.days[-2]),
    }


def old(found: Counted) -> list[str]:
    return [_("The service was changed since: these numbers are those from before.")] if found.is_old else []


def service_pdf(found: Counted, releases: Sequence[Release]) -> bytes:
    """The same numbers as the page, each with its definition, and every series as a picture."""
    service, numbers = found.service, found.numbers
    told = tell(service, numbers)
    charts = [chart for one in told if (chart := series_chart(one, releases))]
    return pdf(
        "services/service.typ",
        title=service.title,
        summary=service.summary,
        counted=" ".join([counted(service, numbers), *old(found), *time_allowed(service, numbers)]),
        caution=_("A series shows that something moved, not why. Only a comparison can tell what a change did."),
        heads=[_("Indicator"), _("Last period"), _("Period before")],
        rows=[[str(one.indicator.title), one.now_text, one.before_text] for one in told],
        charts=[picture(chart) for chart in charts],
        left=_("Where people give up, last period"),
        left_heads=[_("After"), _("Came no further")],
        left_rows=[[row.label, row.text] for row in lines_of_steps(service, numbers)] if numbers.transactions else [],
        defined=_("What each number is"),
        definitions=[(str(one.indicator.title), f"{one.indicator.definition} {one.indicator.source}") for one in told],
    )

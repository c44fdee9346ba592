"""What services count over all of them; the indicators of one service add its declared time to complete."""

from django.utils.translation import gettext_lazy as _

from labx.core.measures.declare import Measure
from labx.trials.services.events import ANSWERED, COMPLETED, COST, DIGITAL, FAILED, RETURNED, SATISFIED, STARTED

MEASURES = (
    Measure(
        "services.starts",
        title=_("transactions begun in measured services"),
        event=STARTED,
        aggregation="unique_subjects",
        unit=_("transactions"),
        definition=_("Transactions that people began with the services whose events come here."),
    ),
    Measure(
        "services.completions",
        title=_("transactions completed in measured services"),
        event=COMPLETED,
        aggregation="unique_subjects",
        unit=_("transactions"),
        definition=_("Transactions that came to their end, over every channel."),
    ),
    Measure(
        "services.answers",
        title=_("answers on satisfaction with measured services"),
        event=ANSWERED,
        aggregation="unique_subjects",
        unit=_("answers"),
        definition=_("Transactions after which someone said how satisfied they were."),
    ),
    Measure(
        "services.completion",
        title=_("completion rate"),
        event=COMPLETED,
        aggregation="unique_subjects",
        denominator="services.starts",
        better="higher",
        definition=_("Completed transactions divided by begun ones."),
    ),
    Measure(
        "services.take_up",
        title=_("digital take-up"),
        event=COMPLETED,
        aggregation="unique_subjects",
        where={"channel": DIGITAL},
        denominator="services.completions",
        better="higher",
        definition=_("Transactions completed on the web or in an application, divided by all completed ones."),
    ),
    Measure(
        "services.satisfaction",
        title=_("satisfied users"),
        event=ANSWERED,
        aggregation="unique_subjects",
        where={"answer": SATISFIED},
        denominator="services.answers",
        better="higher",
        definition=_("Answers 4 and 5 (satisfied, very satisfied) divided by all answers from 1 to 5."),
    ),
    Measure(
        "services.errors",
        title=_("transactions with an error"),
        event=FAILED,
        aggregation="unique_subjects",
        denominator="services.starts",
        better="lower",
        definition=_("Transactions in which at least one error was shown, divided by begun ones."),
    ),
    Measure(
        "services.returns",
        title=_("returns to the counter"),
        event=RETURNED,
        aggregation="unique_subjects",
        denominator="services.completions",
        better="lower",
        definition=_("Transactions about which someone came to the counter again, divided by completed ones."),
    ),
    Measure(
        "services.cost_per_transaction",
        title=_("cost per transaction"),
        event=COST,
        aggregation="sum",
        denominator="services.completions",
        unit="EUR",
        better="lower",
        definition=_("All running costs entered, telephone and counter included, divided by completed transactions."),
    ),
)

"""How long files of events stay as they came. Nobody is found in them by name: they hold numbers of transactions."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from labx.trials.originals import personal_data
from labx.trials.services.models import KEPT_DAYS, EventFile


def handed_in(before: datetime) -> QuerySet:
    return EventFile.objects.select_related("service").filter(brought_at__lt=before)


DATA = (
    personal_data(
        "services.files",
        _("Files of events, as they were handed in"),
        purpose=_("Find faults in what was counted of a service, and bring it in again"),
        stays=_("What was counted, under scrambled numbers that lead to nobody; the file's name and its hash."),
        days=KEPT_DAYS,
        why=_("A file of events is kept as it came for 90 days, to find faults; what was counted from it stays."),
        due=handed_in,
        action="services.remove_original",
    ),
)

"""How long files of trials stay as they came. The results do not need them: they are reckoned from the event log."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from labx.trials.models import KEPT_DAYS, Dataset
from labx.trials.originals import personal_data


def over(before: datetime) -> QuerySet:
    """Of trials that were closed before; or handed in, or taken back, before, where nothing of them counts."""
    in_use = Q(state=Dataset.State.IMPORTED)
    ended = Q(trial__closed_at__lt=before, imported_at__lt=before)
    unused = Q(undone_at=None) | Q(undone_at__lt=before)
    handed_in = Dataset.objects.select_related("trial").filter(uploaded_at__lt=before)
    return handed_in.filter((in_use & ended) | (~in_use & unused))


DATA = (
    personal_data(
        "trials.files",
        _("Files with the data of trials, as they were handed in"),
        purpose=_("Compare a trial's result with the file that it was made from"),
        stays=_("The data of the trial under random codes that lead to nobody; the file's name and its hash."),
        days=KEPT_DAYS,
        why=_(
            "A file of a trial is kept as it came for 365 days after the trial was closed, or after it was handed in "
            "where nothing of it counts; the trial's data stay under random codes."
        ),
        due=over,
        action="trials.remove_original",
    ),
)

"""What search finds in the trials room."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from labx.core.search.declare import Search, SearchEntry
from labx.trials.models import Trial


def trial_entry(trial: Trial) -> SearchEntry:
    return SearchEntry(
        title=trial.title,
        text=f"{trial.protocol.question}\n{trial.protocol.hypothesis}",
        url=reverse("trials:record", args=[trial.slug]),
        project_id=trial.project_id,
    )


SEARCHES = (
    Search("trials.trial", _("Trials"), "trials.view", Trial.objects.select_related("protocol").all, trial_entry),
)

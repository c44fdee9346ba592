"""What search keeps of a person."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from labx.core.personal import own_rows
from labx.core.search.models import SearchDocument

DATA = (
    own_rows(
        "core.search",
        _("Search entries"),
        lambda person: SearchDocument.objects.filter(Q(owner_id__in=person.accounts) | Q(record_id__in=person.ids)),
        hidden=("plain", "bare", "words"),
        purpose=_("Find records one may see"),
        order=30,
    ),
)

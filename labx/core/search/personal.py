"""What search keeps of a person."""

from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from labx.core.personal import MENTIONED, Person, own_rows
from labx.core.search.declare import searches
from labx.core.search.index import write
from labx.core.search.models import SearchDocument

TEXTS = "concat_ws(' ', title, text)"


def learn_again(person: Person) -> int:
    """Make search know the records that name the person as they are now; returns how many entries were made anew."""
    mentioned = RawSQL(MENTIONED.format(TEXTS), [person.patterns], BooleanField())  # noqa: S611 - a fixed phrase
    found = list(SearchDocument.objects.filter(Q(mentioned)))
    for document in found:
        search = searches().get(document.kind)
        record = search.records().filter(pk=document.record_id).first() if search else None
        if search is None or record is None:
            document.delete()
        else:
            write(search, record)
    return len(found)


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

"""What organisations keep of a person: whom they speak for, who stands in for them, and contacts under their e-mail."""

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from labx.core.personal import Person, own_rows
from labx.people.organisations.models import Absence, Affiliation, Contact
from labx.people.personal import mails

PURPOSE = _("Know who speaks for a public entity")


def contacts_of(person: Person) -> QuerySet[Contact]:
    """A contact is kept as it was written: its address may have capitals."""
    return Contact.objects.alias(written=Lower("email")).filter(written__in=mails(person))


DATA = (
    own_rows(
        "organisations.affiliations",
        _("Entities somebody speaks for"),
        lambda person: Affiliation.objects.filter(account__in=person.accounts),
        purpose=PURPOSE,
    ),
    own_rows(
        "organisations.absences",
        _("Absences"),
        lambda person: Absence.objects.filter(Q(absent__in=person.accounts) | Q(stands_in__in=person.accounts)),
        purpose=PURPOSE,
    ),
    own_rows("organisations.contacts", _("Contacts of entities"), contacts_of, purpose=PURPOSE),
)

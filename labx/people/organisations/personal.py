"""What organisations keep of a person: whom they speak for, who stands in for them, and contacts under their e-mail."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from labx.core.personal import Person, own_rows
from labx.people.organisations.models import Absence, Affiliation, Contact

PURPOSE = _("Know who speaks for a public entity")


def contacts_of(person: Person) -> QuerySet[Contact]:
    mails = [address.lower() for address in person.addresses if "@" in address]
    return Contact.objects.filter(email__in=mails)


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

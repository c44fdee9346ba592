"""Who may do a step, and in which way, in words."""

from django.utils.translation import gettext_lazy as _

WHO = {
    "anyone": _("Anyone may do this"),
    "relative": _("A relative"),
    "parent": _("A parent"),
    "heir": _("Each heir"),
    "head_of_estate": _("The head of the estate"),
    "payer": _("Whoever paid"),
    "claimant": _("Whoever has a right to it"),
    "employee": _("The person who works"),
    "doctor": _("The doctor"),
    "agent": _("An agency, for the family"),
}
CHANNELS = {
    "online": _("On the internet"),
    "telephone": _("By telephone"),
    "post": _("By post"),
    "counter": _("At a counter"),
}

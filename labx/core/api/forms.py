"""Making a token."""

from django import forms
from django.utils.translation import gettext_lazy as _

from labx.core import policy
from labx.core.api.tokens import LONGEST_DAYS, offered


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("What is it for?"), help_text=_("So that you know later which to revoke."), max_length=100
    )
    days = forms.IntegerField(
        label=_("Valid for how many days?"),
        min_value=1,
        max_value=LONGEST_DAYS,
        initial=90,
        help_text=_("366 at most."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"),
        help_text=_("It can never do more than you. Choose only what the program needs."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, actor, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        held = [policy.permission(name) for name in offered()]
        self.fields["scopes"].choices = [(rule.name, rule.title) for rule in held if may_ever(actor, rule)]


def may_ever(actor, rule: policy.Permission) -> bool:
    """Whether the actor could do this at all: by role, or by a part in some project, entity or record."""
    by_record = rule.owner or rule.entity or rule.related or rule.project_roles
    return bool(rule.known or by_record or rule.roles & actor.roles)

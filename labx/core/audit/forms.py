"""The reason of an erasure."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ErasureForm(forms.Form):
    why = forms.CharField(
        label=_("Why is it erased?"),
        help_text=_("Without personal data: this reason stays. For example: request of 3 March, Article 17 GDPR."),
        max_length=500,
    )

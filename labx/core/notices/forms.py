"""How notices should come."""

from django import forms

from labx.core.notices.declare import Mail, kinds
from labx.core.notices.preferences import choices_of


class PreferencesForm(forms.Form):
    """One choice for each kind of notice that a room declares."""

    def __init__(self, *args, account, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        declared = kinds()
        for name, mail in choices_of(account).items():
            label = declared[name].title
            self.fields[name] = forms.ChoiceField(
                label=label, choices=Mail.choices, initial=mail, widget=forms.RadioSelect
            )

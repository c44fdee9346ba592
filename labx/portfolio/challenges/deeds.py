"""What was done to challenges, in words."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "challenges.draft_challenge": _("The challenge was begun"),
    "challenges.edit_challenge": _("The challenge was edited"),
    "challenges.submit_challenge": _("The challenge was submitted"),
    "challenges.withdraw_challenge": _("The challenge was withdrawn"),
    "challenges.resume_challenge": _("The challenge was taken up again"),
    "challenges.assess_challenge": _("Someone scored the challenge"),
    "challenges.decide_challenge": _("It was decided what becomes of the challenge"),
    "challenges.reopen_challenge": _("The decision on the challenge was taken back"),
    "challenges.answer_screening": _("The questions of care were answered"),
    "challenges.record_sign_off": _("A sign-off was recorded"),
    "challenges.withdraw_sign_off": _("A sign-off was withdrawn"),
}

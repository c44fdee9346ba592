"""What was done with what a project learns, in words."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "learning.write_assumption": _("An assumption was written down"),
    "learning.edit_assumption": _("An assumption was edited"),
    "learning.settle_assumption": _("An assumption held or failed"),
    "learning.reopen_assumption": _("An assumption was opened again"),
    "learning.record_finding": _("Something observed or understood was written down"),
    "learning.edit_finding": _("A finding was edited"),
    "learning.link_evidence": _("Two things were linked"),
    "learning.unlink_evidence": _("A link was taken away"),
    "learning.mark_fallen": _("Something was found not to hold"),
    "learning.lift_fall": _("Something holds after all"),
    "learning.write_idea": _("An idea was written down"),
    "learning.edit_idea": _("An idea was edited"),
    "learning.set_criteria": _("The criteria for ideas were changed"),
    "learning.score_ideas": _("Someone scored the ideas"),
    "learning.choose_idea": _("An idea was chosen"),
    "learning.make_prototype": _("A version of a prototype was written down"),
    "learning.edit_prototype": _("A version of a prototype was edited"),
    "learning.record_session": _("A test session was written down"),
    "learning.withdraw_session": _("A test session was withdrawn"),
    "learning.record_test_finding": _("What a test showed was written down"),
}

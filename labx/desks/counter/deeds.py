"""What was done at counters, in words. Entries carry numbers and nothing of a family."""

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "counter.add_counter": _("A counter was added"),
    "counter.edit_counter": _("A counter was changed"),
    "counter.begin_post": _("Someone began to work at a counter"),
    "counter.end_post": _("Someone no longer works at a counter"),
    "counter.book": _("An appointment was made"),
    "counter.set_hours": _("The hours of a counter were changed"),
    "counter.book_place": _("Someone booked an appointment"),
    "counter.move_own": _("Someone moved their appointment"),
    "counter.cancel_own": _("Someone cancelled their appointment"),
    "counter.move": _("An appointment was changed"),
    "counter.settle_appointment": _("How an appointment ended was noted"),
    "counter.note_told": _("That a person was told of a changed appointment was noted"),
    "counter.told": _("An e-mail told a person of a changed appointment"),
    "counter.begin_case": _("A case was begun at a counter"),
    "counter.work_on_case": _("A case was worked on at a counter"),
    "counter.give_back": _("A case was put into what the family saved"),
    "counter.hand_over": _("A case passed to a colleague"),
    "counter.close_case": _("A case at a counter was closed"),
    "counter.reopen_case": _("A closed case was opened again"),
    "counter.delete_case": _("A case at a counter was deleted"),
    "counter.give_reason": _("A case of a colleague was opened with a reason"),
    "counter.refuse_look": _("A case of a colleague was asked for without a reason, and refused"),
    "counter.lock_out": _("Too many wrong passwords ended the work at a counter"),
}

"""The same desk at a counter: its pages and questions, with a case that lies here in editions."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from labx.core.packs.pack import Pack
from labx.desks import views
from labx.desks.counter.actions import cases
from labx.desks.counter.errors import Closed, WorkedMeanwhile
from labx.desks.counter.files import CounterFile, digest_of, file_in, file_of
from labx.desks.counter.models import Case
from labx.desks.counter.telling import closed_case
from labx.desks.saved.merging import differing, put_together
from labx.desks.saved.steps import difference_words
from labx.desks.sealing import CaseUnreadable, open_case

FOR_CITIZENS = ("saved", "resume", "first", "handover", "book")  # steps that only the citizen's own desk has


class AtCounter(views.Conversation):
    """One request of one case. Whatever a step changed is saved before the next page is shown."""

    case: CounterFile
    is_counted = False

    def __init__(self, request: HttpRequest, row: Case, pack: Pack) -> None:
        super().__init__(request, pack)
        self.row = row
        self.case = file_of(row)

    def carry(self) -> None:
        """What the page before carried, with its edition."""
        sent = self.request.POST.get("case")
        if not sent:
            return
        carried = open_case(sent, self.pack.id, CounterFile)
        if carried.code != self.row.code or carried.edition < self.case.since:
            raise CaseUnreadable
        self.case = carried

    def answered(self) -> HttpResponse:
        from labx.desks.counter.steps import STEPS, show_work

        go = self.request.POST.get("go") or self.request.POST.get("here", "")
        try:
            self.carry()
        except CaseUnreadable:
            return self.from_before()
        if size := self.request.POST.get("size"):
            self.case.is_large = size == "large"
        shared = {} if go.startswith(FOR_CITIZENS) else views.STEPS
        return {**shared, **STEPS}.get(go, show_work)(self)

    def from_before(self) -> HttpResponse:
        """The page is another case's, or says what was erased since."""
        from labx.desks.counter.steps import show_work

        self.row.refresh_from_db()
        self.case = file_of(self.row)
        return show_work(self, _("This page belonged to something else. Here is the case as it was saved last."))

    def page(self, template: str, **context: Any) -> HttpResponse:
        if self.case.has_changed():
            try:
                self.save()
            except Closed as problem:
                return self.closed(problem)
            except WorkedMeanwhile as found:
                return self.both(found)
        return self.shown(template, **context)

    def save(self) -> None:
        content = self.case.content()
        edition = cases.work_on_case(by=self.request.actor, case=self.row, edition=self.case.edition, content=content)
        self.case.edition, self.case.digest = edition, digest_of(content)

    def shown(self, template: str, **context: Any) -> HttpResponse:
        return super().page(template, at_counter=self.row, **context)

    def closed(self, problem: Closed) -> HttpResponse:
        """A colleague closed it meanwhile; as it lies here now."""
        self.row.refresh_from_db()
        self.case = file_of(self.row)
        return self.shown("counter-closed", problem=str(problem), **closed_case(self))

    def both(self, found: WorkedMeanwhile) -> HttpResponse:
        """Mine and theirs in one: shown with what differs, and saved with the next step."""
        mine, theirs = self.case.content(), file_in(found.theirs, self.row.code, found.edition)
        if self.case.edition < theirs.since:
            return self.from_before()
        is_counted = self.case.is_counted or theirs.is_counted
        told = [difference_words(self, place, value) for place, value in differing(mine, theirs.content())]
        self.case = file_in(put_together(mine, theirs.content()), self.row.code, found.edition)
        self.case.digest, self.case.is_counted = theirs.digest, is_counted
        differences = [one for one in told if one]
        return self.shown("counter-meanwhile", problem=str(found), differences=differences)

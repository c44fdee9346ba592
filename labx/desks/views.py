"""The desk: first screen, the next two days, one question a page, the plan. Nothing is kept; pages carry the case."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from labx.core.gate import requires
from labx.core.packs.pack import Pack
from labx.desks import queries
from labx.desks.calendar import calendar_of
from labx.desks.cases import desk_of
from labx.desks.engine.changes import changes_between
from labx.desks.engine.plans import Plan, plan
from labx.desks.exits import exits_of
from labx.desks.forms import QuestionForm
from labx.desks.letters.steps import LETTER_STEPS
from labx.desks.municipal import days_of
from labx.desks.municipal_steps import MUNICIPAL_STEPS, asks_municipality
from labx.desks.printing.steps import PRINTING_STEPS
from labx.desks.reviews import REVIEWS, reviews_of
from labx.desks.roles.steps import ROLE_STEPS
from labx.desks.sealing import LONGEST, CaseFile, CaseUnreadable, open_case
from labx.desks.telling import Told
from labx.desks.wallet import WALLET_STEPS
from labx.desks.wording import moment_words, words_if_any
from labx.rules.facts import read_facts


@requires("desks.use")
def index(request: HttpRequest) -> HttpResponse:
    language = get_language() or "pt"
    desks = [
        {
            "name": pack.id.partition("/")[2],
            "title": pack.title(language),
            "says": words_if_any(pack.content["says"]),
        }
        for pack in queries.all_desks()
    ]
    return render(request, "desks/list.html", {"desks": desks})


@requires("desks.use", record=queries.find)
def review(request: HttpRequest, pack: Pack) -> HttpResponse:
    """Who reviewed each rule, and when: for everyone, and nothing of a case."""
    listing = REVIEWS.read(request, reviews_of(pack, timezone.localdate()))
    context = {
        "pack": pack,
        "pack_name": pack.id.partition("/")[2],
        "title": pack.title(get_language() or "pt"),
        "listing": listing,
        "is_overdue": pack.is_overdue(timezone.localdate()),
        "review_by": moment_words(datetime.date.fromisoformat(pack.content["review_by"])),
        "exits": exits_of(pack),
    }
    return listing.download() or render(request, "desks/review.html", context)


@requires("desks.use", record=queries.find)
@never_cache
def desk(request: HttpRequest, pack: Pack) -> HttpResponse:
    """Every page of a desk has this address: what is shown depends on what was sent, never on what was kept."""
    conversation = Conversation(request, pack)
    if request.method != "POST":
        conversation.case.is_large = request.GET.get("letra") == "grande"
        return conversation.first()
    try:
        conversation.case = open_case(sent_case(request), pack.id)
    except CaseUnreadable:
        return conversation.first(
            problem=_("We could not read what you brought. Please begin again, or use the file you kept.")
        )
    if size := request.POST.get("size"):
        conversation.case.is_large = size == "large"
    step = request.POST.get("go") or request.POST.get("here", "")
    conversation.watched(step)
    return STEPS.get(step, STEPS["plan"])(conversation)


def sent_case(request: HttpRequest) -> str:
    """The sealed case: from the file that was kept, or from the page itself."""
    kept = request.FILES.get("kept")
    return kept.read(LONGEST + 1).decode("ascii", "replace") if kept else request.POST.get("case", "")


class Conversation:
    """One request of one case."""

    is_counted = True

    def __init__(self, request: HttpRequest, pack: Pack) -> None:
        self.request, self.pack = request, pack
        self.desk = desk_of(pack)
        self.case = CaseFile(pack.id, pack.version)
        self.entries = {fact["name"]: fact for fact in pack.content["facts"]}

    def made(self) -> Plan:
        given = {name: timezone.localdate().isoformat() for name, one in self.entries.items() if one["is_given"]}
        facts, refused = read_facts(self.desk.schema, {**self.case.answers, **given})
        for error in refused:
            # An answer that an older version of the pack took and this one does not: it is asked again.
            self.case.answers.pop(error.place.partition(":")[0], None)
        return plan(self.desk, facts, declined=self.case.declined, municipal=days_of(self.case.municipality))

    def told(self) -> Told:
        return Told(self.pack, self.made(), self.case)

    @property
    def review_by(self) -> datetime.date:
        return datetime.date.fromisoformat(self.pack.content["review_by"])

    @property
    def is_overdue(self) -> bool:
        return self.pack.is_overdue(timezone.localdate())

    def form(self, names: list[str], data: Any = None) -> QuestionForm:
        region = str(self.case.answers.get(self.desk.region, ""))
        return QuestionForm([self.entries[name] for name in names], region, data, self.case.answers)

    def watched(self, page: str) -> None:
        if self.is_counted:
            for watch in WATCHING:
                watch(self, page)

    def page(self, template: str, **context: Any) -> HttpResponse:
        self.watched(template)
        common = {
            "title": self.pack.title(get_language() or "pt"),
            "pack": self.pack,
            "is_overdue": self.is_overdue,
            "sealed": self.case.seal(),
            "case": self.case,
            "review_by": moment_words(self.review_by),
            "pack_name": self.pack.id.partition("/")[2],
            "exits": exits_of(self.pack),
            "is_large": self.case.is_large,
            "here": HERE.get(template, ""),
        }
        return render(self.request, f"desks/{template}.html", {**common, **context})

    def first(self, problem: str = "", form: QuestionForm | None = None) -> HttpResponse:
        form = form or self.form(self.pack.content["first_questions"])
        return self.page("first", form=form, problem=problem)

    def take_first(self) -> HttpResponse:
        form = self.form(self.pack.content["first_questions"], self.request.POST)
        if not form.is_valid():
            return self.first(form=form)
        for name in self.pack.content["first_questions"]:
            self.case.answers.pop(name, None)
        self.case.answers.update(form.answers())
        return self.show_now()

    def show_now(self) -> HttpResponse:
        return self.page("now", told=self.told())

    def ask(self, name: str = "", form: QuestionForm | None = None) -> HttpResponse:
        made = self.made()
        name = name or next((ask.fact for ask in made.questions), "")
        if not name:
            return self.show_plan()
        left = len(made.questions)
        remaining = ngettext("About {count} question left", "About {count} questions left", left).format(count=left)
        return self.page("question", form=form or self.form([name]), fact=name, remaining=remaining)

    def ask_next(self) -> HttpResponse:
        return self.ask()

    def known_fact(self) -> str:
        name = self.request.POST.get("fact", "")
        return name if name in self.entries and not self.entries[name]["is_given"] else ""

    def answer(self) -> HttpResponse:
        name = self.known_fact()
        if not name:
            return self.ask()
        form = self.form([name], self.request.POST)
        if not form.is_valid():
            return self.ask(name, form)
        before = self.made()
        is_change = name in self.case.answers or name in self.case.declined
        answers = form.answers()
        self.case.answers.pop(name, None)
        self.case.answers.update(answers)
        self.case.declined = [one for one in self.case.declined if one != name] + ([] if answers else [name])
        self.case.asked = [one for one in self.case.asked if one != name] + [name]
        return self.show_plan(before) if is_change else self.ask()

    def decline(self) -> HttpResponse:
        """“I do not know” and “I would rather not say”: both leave it open and are not asked again."""
        name = self.known_fact()
        if name:
            self.case.answers.pop(name, None)
            self.case.declined = [*dict.fromkeys([*self.case.declined, name])]
            self.case.asked = [one for one in self.case.asked if one != name] + [name]
        return self.ask()

    def change(self) -> HttpResponse:
        name = self.known_fact()
        return self.ask(name) if name else self.show_plan()

    def go_back(self) -> HttpResponse:
        """The question before, with its answer in place."""
        if not self.case.asked:
            return self.show_now()
        name = self.case.asked.pop()
        self.case.declined = [one for one in self.case.declined if one != name]
        return self.ask(name)

    def tick(self) -> HttpResponse:
        self.case.done = [name for name in self.request.POST.getlist("done") if name in self.desk.procedures]
        return self.show_plan()

    def show_plan(self, before: Plan | None = None) -> HttpResponse:
        made = self.made()
        told = Told(self.pack, made, self.case)
        return self.page(
            "plan", told=told, changes=told.changes(changes_between(before, made)) if before else [], **told_plan(told)
        )

    def print_plan(self) -> HttpResponse:
        told = self.told()
        return self.page("print", told=told, **told_plan(told))

    def resume(self) -> HttpResponse:
        if self.case.version == self.pack.version:
            return self.show_plan()
        self.case.version = self.pack.version
        told = self.told()
        note = _("The rules changed since you kept this file. Your answers were read again under the rules of today.")
        return self.page("plan", told=told, note=note, **told_plan(told))

    def take_dates(self) -> HttpResponse:
        """The dates for the person's own calendar; the title says nothing of what happened."""
        told = self.told()
        headers = {"Content-Disposition": 'attachment; filename="datas.ics"'}
        dates = calendar_of(told, _("Dates of my plan"), timezone.now())
        return HttpResponse(dates, content_type="text/calendar; charset=utf-8", headers=headers)

    def keep(self) -> HttpResponse:
        """The case as a file that only this laboratory can read; nothing of it stays here."""
        name = self.pack.id.partition("/")[2]
        headers = {"Content-Disposition": f'attachment; filename="{name}.caso.txt"'}
        self.case.saved = {}
        return HttpResponse(self.case.seal() + "\n", content_type="text/plain; charset=us-ascii", headers=headers)


def told_plan(told: Told) -> dict[str, Any]:
    made = told.made
    return {
        "phases": told.phases(),
        "information": [told.step(step) for step in made.information],
        "open_steps": [told.step(step) for step in made.open_steps],
        "has_questions": bool(made.questions),
        "asks_municipality": asks_municipality(told),
    }


# What is told of each page and each file that was asked for.
WATCHING: list[Callable[[Conversation, str], None]] = []
SHOWN_AGAIN = ("wallet", "task", "letters", "letter", "municipality", "roles")
# The step that shows a page again, for pages that can be shown again as they are.
HERE = {"now": "now", "question": "change", "plan": "plan", **{name: name for name in SHOWN_AGAIN}}
STEPS: dict[str, Callable[[Conversation], HttpResponse]] = {
    "first": Conversation.take_first,
    "now": Conversation.show_now,
    "ask": Conversation.ask_next,
    "answer": Conversation.answer,
    "decline": Conversation.decline,
    "back": Conversation.go_back,
    "change": Conversation.change,
    "plan": Conversation.show_plan,
    "tick": Conversation.tick,
    "print": Conversation.print_plan,
    "resume": Conversation.resume,
    "keep": Conversation.keep,
    "dates": Conversation.take_dates,
    **PRINTING_STEPS,
    **WALLET_STEPS,
    **LETTER_STEPS,
    **MUNICIPAL_STEPS,
    **ROLE_STEPS,
}

"""Counters, who works there, and who asked for a colleague's case."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import EditedMeanwhile
from labx.core.gate import requires
from labx.desks.counter import queries, tables
from labx.desks.counter.actions import posts
from labx.desks.counter.booking.telling import hours_words
from labx.desks.counter.errors import CounterProblem
from labx.desks.counter.forms import CounterForm, EditCounterForm, PostForm
from labx.desks.counter.models import Counter, Post

MAY = ("manage_counters", "set_hours", "staff_counter", "see_looks", "receive")


def may(request: HttpRequest, counter: Counter | None = None) -> dict[str, bool]:
    return {name: policy.allows(request.actor, f"counter.{name}", counter) for name in MAY}


@requires("counter.see_counters")
def index(request: HttpRequest) -> HttpResponse:
    listing = tables.COUNTERS.read(request, Counter.objects.all())
    context = {"listing": listing, "may": may(request)}
    return listing.download() or render(request, "counter/counters.html", context)


@requires("counter.manage_counters")
def add(request: HttpRequest) -> HttpResponse:
    form = CounterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        added = posts.add_counter(by=request.actor, **form.cleaned_data)
        messages.success(request, _("Added. Say now who works there."))
        return redirect(tables.counter_url(added))
    return render(request, "counter/add.html", {"form": form})


@requires("counter.see_counters", record=queries.counter_called)
def counter(request: HttpRequest, counter: Counter) -> HttpResponse:
    staff = queries.posts_now().filter(counter=counter).select_related("account").order_by("account__name")
    return shown(request, counter, staff=staff, form=PostForm())


def shown(request: HttpRequest, counter: Counter, **context: Any) -> HttpResponse:
    common = {
        "counter": counter,
        "may": may(request, counter),
        "hours": hours_words(getattr(counter, "timetable", None)),
    }
    return render(request, "counter/counter.html", {**common, **context})


@requires("counter.manage_counters", record=queries.counter_called)
def edit(request: HttpRequest, counter: Counter) -> HttpResponse:
    now = {name: getattr(counter, name) for name in ("name", "place", "is_open", "edition")}
    form = EditCounterForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            posts.edit_counter(by=request.actor, counter=counter, **form.cleaned_data)
        except EditedMeanwhile as problem:
            form.add_error(None, str(problem))
            form.data = {**form.data.dict(), "edition": str(counter.edition)}
        else:
            messages.success(request, _("Saved."))
            return redirect(tables.counter_url(counter))
    return render(request, "counter/edit.html", {"form": form, "counter": counter})


@requires("counter.staff_counter", record=queries.counter_called)
def begin_post(request: HttpRequest, counter: Counter) -> HttpResponse:
    form = PostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            posts.begin_post(by=request.actor, counter=counter, **form.cleaned_data)
        except CounterProblem as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, _("Noted. The person can begin at once."))
            return redirect(tables.counter_url(counter))
    return render(request, "counter/begin_post.html", {"form": form, "counter": counter})


@requires("counter.staff_counter", record=queries.post_by_id)
def end_post(request: HttpRequest, post: Post) -> HttpResponse:
    if request.method != "POST":
        return render(request, "counter/end_post.html", {"post": post, "counter": post.counter})
    posts.end_post(by=request.actor, post=post)
    messages.success(request, _("Ended. Cases of this person wait for a colleague."))
    return redirect(tables.counter_url(post.counter))


@requires("counter.see_looks", record=queries.counter_called)
def looks(request: HttpRequest, counter: Counter) -> HttpResponse:
    listing = tables.LOOKS.read(request, queries.looks_at(counter))
    return listing.download() or render(request, "counter/looks.html", {"listing": listing, "counter": counter})

"""The one way a form becomes an action here: what goes wrong is said in the form, and nothing typed is lost."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from labx.core.actions import EditedMeanwhile
from labx.core.pages.comparison import set_beside
from labx.core.pages.entries import Tab
from labx.core.policy import allows
from labx.people.rights.errors import RightsProblem
from labx.people.rights.views.tabs import TABS


def sent(request: HttpRequest) -> QueryDict | None:
    """What was sent, even when it is empty: every box unticked is an answer."""
    return request.POST if request.method == "POST" else None


def acted(
    request: HttpRequest, form: Any, act: Callable[..., Any], *, done: str, there: Callable[[Any], str], **page: Any
) -> HttpResponse:
    """Ask, act, go on. `act` gets what the form asked for; `there` gives the next address from what it returned."""
    if request.method == "POST" and form.is_valid():
        try:
            result = act(**form.cleaned_data)
        except EditedMeanwhile as problem:
            form.add_error(None, str(problem))
            stored = type(form.instance).objects.get(pk=form.instance.pk)
            set_beside(form, model_to_dict(stored), stored.edition)
        except RightsProblem as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, done)
            return redirect(there(result))
    return render(request, "rights/form.html", {"form": form, **page})


def tabs(request: HttpRequest, current: str) -> list[Tab]:
    """The officer's pages, those this reader may see."""
    return [
        Tab(str(label), str(url), name == current)
        for name, label, url, permission in TABS
        if allows(request.actor, permission)
    ]

"""The living style page: every component in all its states, with the data of style_examples."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from labx.core.gate import requires
from labx.core.pages import style_charts, style_examples
from labx.core.pages.progress import Progress


class ExampleForm(forms.Form):
    title = forms.CharField(label=_("Title"), help_text=_("What is being tried, in a sentence."), max_length=120)
    start = forms.DateField(label=_("First day"), help_text=_("For example 31/12/2026."))
    people = forms.IntegerField(label=_("People in each group"), required=False, min_value=1)
    way = forms.ChoiceField(
        label=_("How the groups are made"),
        choices=[("lot", _("By lot")), ("order", _("In order of arrival"))],
        widget=forms.RadioSelect,
    )
    notes = forms.CharField(label=_("Notes"), required=False, widget=forms.Textarea)
    file = forms.FileField(label=_("File with the data"), required=False)
    agreed = forms.BooleanField(label=_("The entity has agreed"), required=False)


class CitizenForm(forms.Form):
    understood = forms.ChoiceField(
        label=_("Was the letter clear?"),
        help_text=_("We ask so that the next letter can be better."),
        choices=[("yes", _("Yes")), ("partly", _("Partly")), ("no", _("No")), ("unsaid", _("I would rather not say"))],
        widget=forms.RadioSelect,
    )


WRONG = {"title": "", "start": "2026-31-12", "people": "0", "way": ""}


def example_progress(state: str) -> Progress:
    url = reverse("pages:style-progress")
    return Progress(
        title=str(_("Loading the demonstration")),
        state=state,
        url=url,
        message=str(_("Reading people 4,000 to 6,000.")) if state == "running" else "",
        done=4000,
        total=10_000,
        cancel_url=url,
        again_url=url,
        result_url=reverse("pages:style") if state == "done" else "",
        result_label=str(_("See the result")),
        id=f"progresso-{state}",
    )


@requires("core.see_public_pages")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    listing = style_examples.PROJECTS.read(request, style_examples.projects())
    empty = style_examples.NOTHING_YET.read(request, [])
    shown = {
        "listing": listing,
        "empty_listing": empty,
        "form": ExampleForm(initial={"people": 260}),
        "numbers": style_examples.numbers(),
        "effect": style_examples.effect(),
        "grades": list(style_examples.DesignGrade),
        "charts": style_charts.charts(),
        "tabs": style_examples.tab_entries(),
        "summary": style_examples.summary_lines(),
        "moments": style_examples.moments(),
        "navigation": style_examples.navigation(),
        "jobs": [example_progress(state) for state in ("running", "done", "failed", "cancelled")],
        "scale": [
            (6, 40),
            (5, 32),
            (4, 24),
            (3, 20),
            (2, 16),
            (1, 14),
        ],
    }
    return listing.download() or render(request, "pages/style.html", shown)


@requires("core.see_public_pages")
def mistakes(request: HttpRequest) -> HttpResponse:
    """The form with what was posted, or with mistakes made for the purpose; nothing is kept."""
    form = ExampleForm(request.POST, request.FILES) if request.method == "POST" else ExampleForm(WRONG)
    return render(request, "pages/style_mistakes.html", {"form": form, "is_right": form.is_valid()})


@requires("core.see_public_pages")
@require_GET
def printed(request: HttpRequest) -> HttpResponse:
    shown = {"summary": style_examples.summary_lines(), "effect": style_examples.effect()}
    return render(request, "pages/style_print.html", shown)


@requires("core.see_public_pages")
@require_GET
def citizen(request: HttpRequest) -> HttpResponse:
    shown = {
        "form": CitizenForm(),
        "back_url": reverse("pages:style"),
        "leave_url": reverse("pages:style"),
        "remaining": _("about 4 questions left"),
    }
    return render(request, "pages/style_citizen.html", shown)


@requires("core.see_public_pages")
@require_GET
def confirm(request: HttpRequest) -> HttpResponse:
    """What the dialog's link shows where no script runs."""
    return render(request, "pages/style_confirm.html")


@requires("core.see_public_pages")
def progress(request: HttpRequest) -> HttpResponse:
    state = "cancelled" if request.method == "POST" else "running"
    return render(request, "pages/style_progress.html", {"job": example_progress(state)})

"""Whom the panel has and lacks: shares against a population with a source; and the files that bring people in."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from labx.core.charts.intervals import Estimate, interval_plot
from labx.core.files.removing import remove_file
from labx.core.files.uploads import UploadRefused, keep, kept_path
from labx.core.gate import requires
from labx.core.jobs.actions import start
from labx.core.pages import formats
from labx.core.pages.listing.address import clean
from labx.core.tables.schema import TableRefused
from labx.people.participants import forms, importing, queries, recruitment_forms, telling
from labx.people.participants.actions import margins as actions
from labx.people.participants.attributes import BALANCED
from labx.people.participants.engine.representativeness import CategoryGap
from labx.people.participants.errors import BadMargins
from labx.people.participants.models import MarginSet, Participant
from labx.people.participants.tables import MARGINS

PLACE = settings.MEDIA_ROOT / "participants"
FILE_BYTES = 50 * 1024**2


@requires("participants.view")
def balance(request: HttpRequest) -> HttpResponse:
    """Each attribute of the population: the difference with its interval, small counts left out."""
    listing = MARGINS.read(request, queries.margins())
    chosen = queries.margins_with(request.GET.get("populacao", ""))
    people = Participant.objects.filter(left_at=None)
    found = queries.gaps_of(people, chosen) if chosen else {}
    context = {
        "listing": listing,
        "chosen": chosen,
        "people": people.count(),
        "charts": [
            drawn(name, gaps, distance, chosen) for name, (gaps, distance) in found.items() if any(gaps.values())
        ],
    }
    return listing.download() or render(request, "participants/panel/balance.html", context)


def drawn(attribute: str, gaps: dict[str, CategoryGap | None], distance: float, margins: MarginSet | None) -> Any:
    shown = {name: gap for name, gap in gaps.items() if gap}
    most = max(shown, key=lambda name: abs(shown[name].gap))
    title = _("%(attribute)s: the largest difference is in “%(category)s”, %(gap)s points") % {
        "attribute": BALANCED[attribute][0],
        "category": telling.label(attribute, most),
        "gap": formats.number(shown[most].gap * 100, 1, signed=True),
    }
    hidden = len(gaps) - len(shown)
    note = _(
        "%(share)s of the panel would have to be other people for the shares to agree. Population: %(source)s."
    ) % {
        "share": formats.percent(distance),
        "source": f"{margins.population}, {margins.source}, {formats.day(margins.as_of)}" if margins else "",
    }
    if hidden:
        note += " " + _("Categories with too few people are not shown.")
    return interval_plot(
        [estimate(attribute, name, gap) for name, gap in shown.items()],
        title=title,
        description=title,
        axis=_("percentage points more (right) or fewer (left) than in the population"),
        reference_label=_("as the population"),
        note=note,
        number_format=",.0~f",
    )


def estimate(attribute: str, category: str, gap: CategoryGap) -> Estimate:
    text = _("%(share)s here, %(expected)s there: %(gap)s points, between %(low)s and %(high)s") % {
        "share": formats.percent(gap.share, 1),
        "expected": formats.percent(gap.expected, 1),
        "gap": formats.number(gap.gap * 100, 1, signed=True),
        "low": formats.number(gap.interval.lower * 100, 1, signed=True),
        "high": formats.number(gap.interval.upper * 100, 1, signed=True),
    }
    short = _("%(gap)s points") % {"gap": formats.number(gap.gap * 100, 1, signed=True)}
    return Estimate(
        label=telling.label(attribute, category),
        value=gap.gap * 100,
        low=gap.interval.lower * 100,
        high=gap.interval.upper * 100,
        text=text,
        short=short,
    )


@requires("participants.load_margins")
def load_margins(request: HttpRequest) -> HttpResponse:
    form = recruitment_forms.MarginsForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        words = {name: form.cleaned_data[name] for name in ("name", "population", "source", "as_of")}
        try:
            shares = read_margins(form.cleaned_data["file"])
            actions.load_margins(by=request.actor, shares=shares, **words)
        except (BadMargins, UploadRefused) as problem:
            form.add_error("file", str(problem))
        else:
            messages.success(request, _("The shares are loaded."))
            return redirect("participants:balance")
    return render(request, "participants/panel/load_margins.html", {"form": form})


def read_margins(file: Any) -> actions.Shares:
    """From a file kept only while it is read."""
    kept = keep(file.chunks(), name=file.name, folder=PLACE, limit_bytes=FILE_BYTES)
    try:
        return actions.read_shares(kept.path, kept.name)
    finally:
        kept.path.unlink(missing_ok=True)


@requires("participants.import")
def upload(request: HttpRequest) -> HttpResponse:
    """Judge the file and show what would come in, or everything that is wrong. Nothing is written yet."""
    form = forms.FileForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "headers": importing.HEADERS}
    if request.method == "POST" and form.is_valid():
        try:
            kept, judged = importing.judge_upload(form.cleaned_data["file"], limit_bytes=FILE_BYTES)
        except (UploadRefused, TableRefused) as problem:
            form.add_error("file", str(problem))
        else:
            context |= {"judged": judged, "kept": kept}
    return render(request, "participants/panel/import.html", context)


@requires("participants.import")
def bring_in(request: HttpRequest) -> HttpResponse:
    """Import the file that was just judged, or put it aside: a file that says who people are is not left lying."""
    sha256, name = request.POST.get("file", ""), clean(request.POST.get("name", ""))
    if request.method != "POST" or len(sha256) != 64 or not sha256.isalnum():
        return redirect("participants:import")
    if "aside" in request.POST:
        remove_file(kept_path(importing.FOLDER, sha256))
        return redirect("participants:import")
    job = start("participants.import", by=request.actor, upload=sha256, called=name)
    return redirect("jobs:job", job.pk)

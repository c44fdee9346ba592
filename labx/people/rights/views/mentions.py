"""Other people's words that name the person, decided one by one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from labx.core.gate import requires
from labx.people.rights import cells, files, forms, queries
from labx.people.rights.actions import mentions
from labx.people.rights.engine.matching import found as found_in
from labx.people.rights.engine.matching import texts_in
from labx.people.rights.errors import RightsProblem
from labx.people.rights.models import Mention, Request
from labx.people.rights.person import person_of
from labx.people.rights.tables import mentions_table
from labx.people.rights.views.page import tabs


@requires("rights.answer", record=queries.request_by_code)
def index(request: HttpRequest, found: Request) -> HttpResponse:
    if request.method == "POST":
        waiting = mentions.find_mentions(by=request.actor, request=found)
        messages.info(request, _("Looked through everything: %(count)s to decide.") % {"count": waiting})
        return redirect("rights:mentions", found.code)
    listing = mentions_table(found).read(request, found.mentions.all())
    shown = {"found": found, "listing": listing, "tabs": tabs(request, "requests")}
    return listing.download() or render(request, "rights/mentions.html", shown)


@requires("rights.answer", record=queries.mention_by_id)
def decide(request: HttpRequest, mention: Mention) -> HttpResponse:
    """The words around the name, and the two ways: take it out, or keep it with a reason."""
    form = forms.WhyForm(request.POST if "keep" in request.POST else None)
    if request.method == "POST":
        try:
            if "keep" not in request.POST:
                mentions.redact_mention(by=request.actor, mention=mention)
            elif form.is_valid():
                mentions.keep_mention(by=request.actor, mention=mention, why=form.cleaned_data["why"])
            else:
                return render(request, "rights/mention.html", shown(mention, form))
        except (RightsProblem, cells.CannotRedact) as problem:
            messages.error(request, str(problem))
            return render(request, "rights/mention.html", shown(mention, form))
        messages.success(request, _("Decided."))
        return redirect("rights:mentions", mention.request.code)
    return render(request, "rights/mention.html", shown(mention, form))


def shown(mention: Mention, form: forms.WhyForm) -> dict[str, object]:
    is_file = mention.table == files.MEDIA
    value = None if is_file else cells.value_of(mention.table, mention.column, mention.row)
    terms = person_of(mention.request).terms
    places = [place for text in texts_in(value) for place in found_in(text, terms)]
    waits = mention.state == Mention.State.WAITING
    return {"mention": mention, "form": form, "places": places, "is_file": is_file, "waits": waits}

"""Taking a published project away, in the form another place reads."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from labx.core.gate import requires
from labx.portfolio.catalogue.exports import crate, datacite, dcat, opsi, registration, schema_org
from labx.portfolio.catalogue.facts import Facts, amendments_of, facts_of, promise_of
from labx.portfolio.models import Project, Protocol
from labx.portfolio.queries import project_by_slug, protocol_by_code


@requires("catalogue.take", record=project_by_slug)
def index(request: HttpRequest, project: Project) -> HttpResponse:
    facts = facts_of(project)
    context = {"project": project, "facts": facts, "why_no_case": opsi.why_not(facts)}
    return render(request, "catalogue/taking.html", context)


def document(make: Callable[[Facts], Any], content_type: str, name: str = "") -> Callable:
    """A view that answers one export of one published project."""

    @requires("catalogue.take", record=project_by_slug)
    def view(request: HttpRequest, project: Project) -> HttpResponse:
        made = make(facts_of(project))
        if isinstance(made, dict):
            return told(made, content_type)
        headers = {"Content-Disposition": f'attachment; filename="{project.slug}{name}"'} if name else {}
        return HttpResponse(made, content_type=content_type, headers=headers)

    return view


def told(content: dict[str, Any], content_type: str = "application/json") -> JsonResponse:
    return JsonResponse(content, content_type=content_type, json_dumps_params={"ensure_ascii": False, "indent": 2})


package = document(crate.crate, "application/zip", ".zip")
datacite_json = document(datacite.datacite, "application/vnd.datacite.datacite+json")
schema_json = document(schema_org.schema_org, "application/ld+json")
entry_turtle = document(lambda facts: dcat.turtle(dcat.catalogue_graph([facts])), "text/turtle; charset=utf-8")
entry_json = document(lambda facts: dcat.json_ld(dcat.catalogue_graph([facts])), "application/ld+json")


@requires("catalogue.take", record=project_by_slug)
def case(request: HttpRequest, project: Project) -> HttpResponse:
    """The case to be read and printed; while it may not be sent, why not."""
    facts = facts_of(project)
    why_not = opsi.why_not(facts)
    context = {"project": project, "why_not": why_not, "sections": [] if why_not else opsi.sections(facts)}
    return render(request, "catalogue/case.html", context, status=409 if why_not else 200)


@requires("catalogue.take", record=project_by_slug)
def case_json(request: HttpRequest, project: Project) -> HttpResponse:
    facts = facts_of(project)
    if why_not := opsi.why_not(facts):
        return JsonResponse({"reason": why_not}, status=409)
    return told({section.key: section.text for section in opsi.sections(facts)})


@requires("catalogue.take", record=project_by_slug)
def case_markdown(request: HttpRequest, project: Project) -> HttpResponse:
    facts = facts_of(project)
    if why_not := opsi.why_not(facts):
        return HttpResponse(why_not, content_type="text/plain; charset=utf-8", status=409)
    return HttpResponse(opsi.markdown(facts), content_type="text/markdown; charset=utf-8")


@requires("catalogue.read_registration", record=protocol_by_code)
def registered(request: HttpRequest, protocol: Protocol) -> HttpResponse:
    """A frozen protocol as a registry would show it: what was promised, what changed, what was done otherwise."""
    changes = [item for item in amendments_of(protocol.project) if item.protocol.code == protocol.code]
    context = {
        "project": protocol.project,
        "promise": promise_of(protocol),
        "egap": registration.egap(promise_of(protocol)),
        "amendments": changes,
        "deviations": protocol.deviations.all(),
    }
    return render(request, "catalogue/registration.html", context)


@requires("catalogue.read_registration", record=protocol_by_code)
def egap_json(request: HttpRequest, protocol: Protocol) -> HttpResponse:
    return told(registration.egap(promise_of(protocol)))


@requires("catalogue.read_registration", record=protocol_by_code)
def osf_json(request: HttpRequest, protocol: Protocol) -> HttpResponse:
    return told(registration.osf(promise_of(protocol)))

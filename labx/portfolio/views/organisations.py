"""Which public entities and partners a project works with: find one, add it, take it away."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from labx.core import policy
from labx.core.gate import requires
from labx.core.pages.listing.address import clean
from labx.people.organisations import queries as register
from labx.portfolio import queries
from labx.portfolio.actions import organisations as actions
from labx.portfolio.models import EntityRole, Project, ProjectEntity, ProjectPartner


@requires("portfolio.view_project", record=queries.project_by_slug)
def organisations(request: HttpRequest, project: Project) -> HttpResponse:
    words = clean(request.GET.get("procura", ""))
    may_edit = policy.allows(request.actor, "portfolio.edit_project", project)
    entities, partners = queries.organisations_called(project, words) if may_edit and words else ([], [])
    shown = {
        "project": project,
        "links": queries.entities_in(project),
        "partners": project.partners.select_related("partner").order_by("partner__name"),
        "may_edit": may_edit,
        "words": words,
        "found_entities": entities,
        "found_partners": partners,
        "roles": EntityRole.choices,
    }
    return render(request, "portfolio/organisations.html", shown)


def there(project: Project) -> HttpResponse:
    return redirect("portfolio:organisations", project.slug)


@requires("portfolio.edit_project", record=queries.project_by_slug)
@require_POST
def add(request: HttpRequest, project: Project) -> HttpResponse:
    """Add the entity or partner whose code was posted."""
    if code := clean(request.POST.get("entity", "")):
        role = request.POST.get("role", "")
        entity = register.entity_called(code)
        actions.link_entity(
            by=request.actor,
            project=project,
            entity=entity,
            role=role if role in EntityRole.values else EntityRole.TAKES_PART,
        )
        messages.success(request, _("%(name)s is in the project.") % {"name": entity.name})
    elif code := clean(request.POST.get("partner", "")):
        partner = register.partner_called(code)
        actions.link_partner(by=request.actor, project=project, partner=partner)
        messages.success(request, _("%(name)s is in the project.") % {"name": partner.name})
    return there(project)


def entity_link(slug: str, link: int) -> ProjectEntity:
    return get_object_or_404(ProjectEntity.objects.select_related("project"), pk=link, project__slug=slug)


def partner_link(slug: str, link: int) -> ProjectPartner:
    return get_object_or_404(ProjectPartner.objects.select_related("project"), pk=link, project__slug=slug)


@requires("portfolio.edit_project", record=entity_link)
@require_POST
def remove_entity(request: HttpRequest, link: ProjectEntity) -> HttpResponse:
    actions.unlink_entity(by=request.actor, link=link)
    return there(link.project)


@requires("portfolio.edit_project", record=partner_link)
@require_POST
def remove_partner(request: HttpRequest, link: ProjectPartner) -> HttpResponse:
    actions.unlink_partner(by=request.actor, link=link)
    return there(link.project)

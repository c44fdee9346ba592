"""What anyone finds: the catalogue, what is running, feeds for programs."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.gate import requires
from labx.core.rooms import MenuEntry, rooms
from labx.portfolio.catalogue import queries
from labx.portfolio.catalogue.exports import dcat
from labx.portfolio.catalogue.facts import absolute
from labx.portfolio.catalogue.kept import whole_catalogue
from labx.portfolio.catalogue.tables import CATALOGUE, RUNNING

IN_FEED = 50
IN_SITEMAP = 50_000  # what the protocol allows in one file


@requires("catalogue.see")
def catalogue(request: HttpRequest) -> HttpResponse:
    listing = CATALOGUE.read(request, queries.published())
    return listing.download() or render(request, "catalogue/catalogue.html", {"listing": listing})


@requires("catalogue.see")
def running(request: HttpRequest) -> HttpResponse:
    listing = RUNNING.read(request, queries.running())
    return listing.download() or render(request, "catalogue/running.html", {"listing": listing})


@requires("catalogue.see")
def atom(request: HttpRequest) -> HttpResponse:
    """Published projects, the newest first, by their own words."""
    feed = Atom1Feed(
        title=settings.LABX_NAME,
        link=absolute("catalogue:list"),
        feed_url=absolute("catalogue:atom"),
        description=_("What was tried, and what was learned."),
        language="pt-PT",
        author_name=settings.LABX_INSTITUTION,
    )
    for project in queries.published()[:IN_FEED]:
        feed.add_item(
            title=project.title,
            link=absolute("portfolio:public", project.slug),
            unique_id=f"urn:uuid:{project.id}",
            description=project.learned,
            pubdate=project.published_at,
            updateddate=project.published_at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@requires("catalogue.see")
def sitemap(request: HttpRequest) -> HttpResponse:
    pages = [absolute("home"), *(absolute(entry.url_name) for entry in public_menu())]
    projects = queries.published()[:IN_SITEMAP].values_list("slug", "published_at")
    found = [(absolute("portfolio:public", slug), published) for slug, published in projects]
    context = {"pages": pages, "projects": found}
    return render(request, "catalogue/sitemap.xml", context, content_type="application/xml")


def public_menu() -> list[MenuEntry]:
    """The pages that rooms offer to everyone."""
    return [entry for room in rooms() for entry in room.menu if policy.permission(entry.permission).public]


@requires("catalogue.see")
def robots(request: HttpRequest) -> HttpResponse:
    """Programs are welcome where people are; the rest asks to sign in anyway."""
    lines = ["User-agent: *", f"Disallow: {reverse('account_login')}", f"Disallow: {reverse('search:search')}"]
    lines.append(f"Sitemap: {absolute('catalogue:sitemap')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@requires("catalogue.see")
def dcat_turtle(request: HttpRequest) -> HttpResponse:
    return HttpResponse(whole_catalogue(dcat.turtle), content_type="text/turtle; charset=utf-8")


@requires("catalogue.see")
def dcat_json(request: HttpRequest) -> HttpResponse:
    return HttpResponse(whole_catalogue(dcat.json_ld), content_type="application/ld+json")

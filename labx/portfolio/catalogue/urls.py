"""Addresses of the catalogue."""

from django.urls import include, path

from labx.portfolio.catalogue.views import public, registering, taking, telling

of_protocol = [
    path("", taking.registered, name="registration"),
    path("egap.json", taking.egap_json, name="egap"),
    path("osf.json", taking.osf_json, name="osf"),
]
in_project = [
    path("levar/", taking.index, name="taking"),
    path("levar/pacote.zip", taking.package, name="package"),
    path("levar/datacite.json", taking.datacite_json, name="datacite"),
    path("levar/schema.jsonld", taking.schema_json, name="schema"),
    path("levar/dcat.ttl", taking.entry_turtle, name="entry_turtle"),
    path("levar/dcat.jsonld", taking.entry_json, name="entry_json"),
    path("levar/caso/", taking.case, name="case"),
    path("levar/caso.json", taking.case_json, name="case_json"),
    path("levar/caso.md", taking.case_markdown, name="case_markdown"),
    path("levar/protocolos/<slug:code>/<int:version>/", include(of_protocol)),
    path("anuncio/", telling.announcement, name="announcement"),
    path("anuncio/publicar/", telling.announce, name="announce"),
    path("anuncio/retirar/", telling.end_announcement, name="end_announcement"),
    path("caso/", telling.write_case, name="write_case"),
    path("protocolos/<slug:code>/<int:version>/desvios/", telling.deviation, name="deviation"),
    path("protocolos/<slug:code>/<int:version>/aea/", registering.aea_fields, name="aea"),
    path("protocolos/<slug:code>/<int:version>/aea.txt", registering.aea_text, name="aea_text"),
    path("desvios/<uuid:deviation>/retirar/", telling.withdraw_deviation, name="withdraw_deviation"),
]
catalogue = [
    path("catalogo/", public.catalogue, name="list"),
    path("catalogo/atom.xml", public.atom, name="atom"),
    path("catalogo/dcat.ttl", public.dcat_turtle, name="dcat_turtle"),
    path("catalogo/dcat.jsonld", public.dcat_json, name="dcat_json"),
    path("em-curso/", public.running, name="running"),
    path("sitemap.xml", public.sitemap, name="sitemap"),
    path("robots.txt", public.robots, name="robots"),
    path("projetos/<slug:slug>/", include(in_project)),
]
urlpatterns = [path("", include((catalogue, "catalogue")))]

"""Findings, links between things, and what turns out not to hold."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import action, alone, in_edition, rewrite
from labx.core.actors import Actor
from labx.core.audit.record import record as record_audit
from labx.core.events.publish import publish
from labx.core.notices.send import notify
from labx.core.rooms import Reference
from labx.portfolio.learning.graph import Relation, loop_closed_by
from labx.portfolio.learning.models import Fall, Finding, Kind, Link
from labx.portfolio.learning.models.evidence import FINDINGS, MAY_FALL
from labx.portfolio.learning.nodes import TABLES, EvidenceGraph, Node
from labx.portfolio.learning.problems import NotNow
from labx.portfolio.models import Claim, Evidence, Project


@action
def record_finding(
    *,
    by: Actor,
    project: Project,
    kind: str,
    statement: str,
    source: str = "",
    url: str = "",
    reference: Reference | None = None,
) -> Finding:
    """Something observed or understood, with where it can be looked up: words, an address, or a thing in a room."""
    policy.require(by, "learning.record", project)
    if kind not in FINDINGS:
        raise NotNow(_("Only observations and insights are written down here."))
    if kind == Kind.OBSERVATION and not (source.strip() or url or reference):
        raise NotNow(_("Say where the observation can be looked up: an interview, a row, a recording, an address."))
    pointed = {"room": "", "reference_kind": "", "reference_id": None, "reference_digest": ""}
    if reference:
        pointed = dict(zip(pointed, (reference.room, reference.kind, reference.id, reference.digest), strict=True))
    finding = Finding.objects.create(
        project=project, kind=kind, statement=statement, source=source, url=url, recorded_by=by.key, **pointed
    )
    after = {"kind": kind, "statement": statement, "source": source, "url": url}
    record_audit(by=by, action="learning.record_finding", target=finding, project=project.id, after=after)
    return finding


@action
def edit_finding(*, by: Actor, finding: Finding, edition: int, **words: str) -> Finding:
    policy.require(by, "learning.record", finding)
    current = in_edition(finding, edition)
    before = words_of(current)
    rewrite(current, before, words)
    current.save()
    record_audit(
        by=by,
        action="learning.edit_finding",
        target=current,
        project=current.project_id,
        before=before,
        after=words_of(current),
    )
    return current


def words_of(finding: Finding) -> dict[str, str]:
    return {name: getattr(finding, name) for name in ("statement", "source", "url")}


@action
def link_evidence(
    *, by: Actor, project: Project, source: UUID, target: UUID, relation: str, strength: str, reason: str
) -> Link:
    """One thing of the project supports or contradicts another; nothing may come to rest on itself."""
    policy.require(by, "learning.record", project)
    alone(f"learning.link_evidence {project.id}")
    graph = EvidenceGraph(project)
    if source not in graph.nodes or target not in graph.nodes:
        raise NotNow(_("Both ends of a link stand in this project."))
    if relation not in {Relation.SUPPORTS, Relation.CONTRADICTS}:
        raise NotNow(_("A link supports or contradicts."))
    if any((bond.source.id, bond.target.id) == (source, target) for bond in graph.bonds):
        raise NotNow(_("These two are linked already. Take that link away first, if it should say something else."))
    proof = [link for link in graph.links if link.relation != Relation.LEADS_TO]
    if loop := loop_closed_by(proof, source, target):
        chain = " → ".join(Truncator(graph.nodes[id].title).chars(60) for id in loop)
        raise NotNow(
            _("This would make a thing rest on itself: %(chain)s. Link it the other way, or not at all.")
            % {"chain": chain}
        )
    link = Link.objects.create(
        project=project,
        source_kind=graph.nodes[source].kind,
        source_id=source,
        target_kind=graph.nodes[target].kind,
        target_id=target,
        relation=relation,
        strength=strength,
        reason=reason,
        linked_by=by.key,
    )
    after = {"source": str(source), "target": str(target), "relation": str(relation), "strength": strength}
    record_audit(by=by, action="learning.link_evidence", target=link, project=project.id, why=reason, after=after)
    return link


@action
def unlink_evidence(*, by: Actor, link: Link, why: str) -> None:
    """The link goes; the history keeps it, with the reason."""
    policy.require(by, "learning.record", link)
    before = {"source": str(link.source_id), "target": str(link.target_id), "relation": link.relation}
    record_audit(by=by, action="learning.unlink_evidence", target=link, project=link.project_id, why=why, before=before)
    link.delete()


@action
def mark_fallen(*, by: Actor, node: Node, why: str) -> Fall:
    """It does not hold. What rests on it alone falls with it, and whoever leads is told of published numbers."""
    policy.require(by, "learning.mark_fallen", node)
    if node.kind not in MAY_FALL:
        raise NotNow(_("Only what was observed, understood, tested or measured can turn out not to hold."))
    if not why.strip():
        raise NotNow(_("Say why it does not hold: whoever relied on it has to know."))
    alone(f"learning.mark_fallen {node.project_id}")
    graph = EvidenceGraph(node.project)
    if standing := graph.falls.get(node.id):
        return standing
    before = graph.now
    fall = Fall.objects.create(project=node.project, kind=node.kind, node_id=node.id, why=why, fallen_by=by.key)
    record_audit(
        by=by,
        action="learning.mark_fallen",
        target=node.record,
        project=node.project_id,
        why=why,
        after={"kind": str(node.kind), "id": str(node.id)},
    )
    publish(name="learning.evidence_fell", subject=node.id, project=node.project_id, context={"kind": str(node.kind)})
    after = graph.if_fell(node.id)
    shaken = (after.fallen | after.weakened) - (before.fallen | before.weakened)
    tell_of(node, [one.record for one in graph.some(shaken) if one.kind == Kind.CLAIM], why)
    return fall


@action
def lift_fall(*, by: Actor, fall: Fall, why: str) -> Fall:
    """It holds after all; the marks go with it."""
    policy.require(by, "learning.mark_fallen", fall)
    if not why.strip():
        raise NotNow(_("Say why it holds after all."))
    current = Fall.objects.select_for_update(no_key=True).get(pk=fall.pk)
    if current.lifted_at is None:
        current.lifted_at, current.lifted_why = timezone.now(), why
        current.save(update_fields=["lifted_at", "lifted_why"])
        model, _way = TABLES[Kind(current.kind)]
        record_audit(
            by=by,
            action="learning.lift_fall",
            target=(model._meta.label_lower, current.node_id),
            project=current.project_id,
            why=why,
            before={"why": current.why},
        )
    return current


@action
def withdraw_evidence_of(*, by: Actor, room: str, kind: str, ids: Iterable[UUID], why: str) -> int:
    """What rooms call when the data behind their evidence are taken back: all evidence that names them falls."""
    found = Evidence.objects.filter(room=room, kind=kind, reference_id__in=list(ids)).select_related("project")
    for evidence in found:
        mark_fallen(
            by=by, node=Node(evidence.id, Kind.EVIDENCE, evidence.statement, evidence, evidence.project), why=why
        )
    return len(found)


def tell_of(node: Node, claims: list[Claim], why: str) -> None:
    """Whoever leads the project reads which published numbers are under review."""
    if not claims:
        return
    members = node.project.memberships.filter(role="lead", account__is_active=True).select_related("account")
    for member in members:
        with translation.override(member.account.language):
            title = _("Published numbers under review: %(project)s") % {"project": node.project.title}
            words: dict[str, Any] = {"what": node.title, "why": why, "numbers": "; ".join(c.sentence for c in claims)}
            text = _("“%(what)s” does not hold: %(why)s Look again at: %(numbers)s") % words
            url = reverse("learning:graph", args=[node.project.slug])
            notify("learning.claims_under_review", to=[member.account_id], title=title, text=text, url=url)

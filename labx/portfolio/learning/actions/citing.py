"""What was observed, understood or tested becomes evidence, so that a decision can cite it."""

from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import action, alone
from labx.core.actors import Actor
from labx.core.pages.numbers import DesignGrade
from labx.core.rooms import Reference
from labx.portfolio.actions.evidence import record_evidence
from labx.portfolio.learning.actions.evidence import link_evidence
from labx.portfolio.learning.graph import Relation
from labx.portfolio.learning.models.evidence import CITABLE
from labx.portfolio.learning.nodes import EvidenceGraph, Node, digest_of
from labx.portfolio.learning.problems import NotNow
from labx.portfolio.models import Evidence, Strength


@action
def take_as_evidence(*, by: Actor, node: Node) -> Evidence:
    """Once; it rests on what it was taken from, and falls with it. No comparison stands behind it: the lowest grade."""
    policy.require(by, "portfolio.record_evidence", node)
    alone(f"learning.take_as_evidence {node.id}")
    if node.kind not in CITABLE:
        raise NotNow(_("Only what was observed, understood or tested is taken as evidence."))
    if node.id in EvidenceGraph(node.project).now.fallen:
        raise NotNow(_("This does not hold any more: a decision cannot rest on it."))
    if taken := Evidence.objects.filter(room="learning", kind=node.kind, reference_id=node.id).first():
        return taken
    taken = record_evidence(
        by=by,
        project=node.project,
        statement=node.record.statement,
        design_grade=DesignGrade.NONE,
        reference=Reference("learning", node.kind.value, node.id, digest_of(node.record)),
        caveats=_("What was seen and understood, without a comparison."),
    )
    link_evidence(
        by=by,
        project=node.project,
        source=node.id,
        target=taken.id,
        relation=Relation.SUPPORTS,
        strength=Strength.STRONG,
        reason=_("It is what the evidence says."),
    )
    return taken

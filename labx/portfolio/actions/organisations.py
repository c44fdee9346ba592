"""Which entities and partners work in a project."""

from labx.core import policy
from labx.core.actions import action
from labx.core.actors import Actor
from labx.core.audit.record import record as record_audit
from labx.core.events.publish import publish
from labx.core.ids import new_id
from labx.people.organisations.models import Partner, PublicEntity
from labx.portfolio.models import EntityRole, Project, ProjectEntity, ProjectPartner


@action
def link_entity(*, by: Actor, project: Project, entity: PublicEntity, role: str = EntityRole.OWNER) -> ProjectEntity:
    """The entity joins the project; asked again with another role, the role changes."""
    policy.require(by, "portfolio.edit_project", project)
    link, is_new = ProjectEntity.objects.select_for_update().get_or_create(
        project=project, entity=entity.standing, defaults={"role": role, "event": new_id()}
    )
    if not is_new and link.role == role:
        return link
    if not is_new:
        take_back("portfolio.entity_joined", link, {"role": str(link.role)})
        link.role, link.event = role, new_id()
        link.save(update_fields=["role", "event"])
    record_audit(
        by=by,
        action="portfolio.link_entity",
        target=project,
        project=project.id,
        after={"entity": str(link.entity_id), "role": str(role)},
    )
    publish(
        name="portfolio.entity_joined",
        subject=link.entity_id,
        project=project.id,
        context={"role": str(role)},
        id=link.event,
    )
    return link


@action
def unlink_entity(*, by: Actor, link: ProjectEntity) -> None:
    """The entity leaves the project, in the role it has now. Asked twice, it leaves once."""
    policy.require(by, "portfolio.edit_project", link.project)
    current = ProjectEntity.objects.select_for_update().filter(pk=link.pk).first()
    if current is None:
        return
    record_audit(
        by=by,
        action="portfolio.unlink_entity",
        target=link.project,
        project=current.project_id,
        before={"entity": str(current.entity_id), "role": current.role},
    )
    take_back("portfolio.entity_joined", current, {"role": str(current.role)})
    current.delete()


@action
def link_partner(*, by: Actor, project: Project, partner: Partner) -> ProjectPartner:
    policy.require(by, "portfolio.edit_project", project)
    link, is_new = ProjectPartner.objects.get_or_create(
        project=project, partner=partner.standing, defaults={"event": new_id()}
    )
    if is_new:
        record_audit(
            by=by,
            action="portfolio.link_partner",
            target=project,
            project=project.id,
            after={"partner": str(link.partner_id)},
        )
        publish(name="portfolio.partner_joined", subject=link.partner_id, project=project.id, id=link.event)
    return link


@action
def unlink_partner(*, by: Actor, link: ProjectPartner) -> None:
    policy.require(by, "portfolio.edit_project", link.project)
    current = ProjectPartner.objects.select_for_update().filter(pk=link.pk).first()
    if current is None:
        return
    record_audit(
        by=by,
        action="portfolio.unlink_partner",
        target=link.project,
        project=current.project_id,
        before={"partner": str(current.partner_id)},
    )
    take_back("portfolio.partner_joined", current, {})
    current.delete()


def take_back(name: str, link: ProjectEntity | ProjectPartner, context: dict[str, str]) -> None:
    """Counted no longer: the event that said so is retracted."""
    subject = link.entity_id if isinstance(link, ProjectEntity) else link.partner_id
    publish(name=name, subject=subject, project=link.project_id, context=context, retracts=link.event)

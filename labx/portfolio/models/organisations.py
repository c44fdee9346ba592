"""Which public entities and partners a project works with."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from labx.people.organisations.models import Partner, PublicEntity
from labx.portfolio.models.projects import Project


class EntityRole(models.TextChoices):
    OWNER = "owner", _("Owns the service")
    TAKES_PART = "takes_part", _("Takes part")
    FUNDS = "funds", _("Funds it")


class ProjectEntity(models.Model):
    """One public entity in one project."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="entities")
    entity = models.ForeignKey(PublicEntity, on_delete=models.PROTECT, related_name="projects")
    role = models.CharField(_("role"), max_length=20, choices=EntityRole.choices, default=EntityRole.OWNER)
    event = models.UUIDField(editable=False)

    class Meta:
        verbose_name = _("entity of a project")
        verbose_name_plural = _("entities of projects")
        constraints = [models.UniqueConstraint(fields=["project", "entity"], name="entity_once_a_project")]

    def __str__(self) -> str:
        return self.entity.name


class ProjectPartner(models.Model):
    """One partner in one project."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="partners")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="projects")
    event = models.UUIDField(editable=False)

    class Meta:
        verbose_name = _("partner of a project")
        verbose_name_plural = _("partners of projects")
        constraints = [models.UniqueConstraint(fields=["project", "partner"], name="partner_once_a_project")]

    def __str__(self) -> str:
        return self.partner.name

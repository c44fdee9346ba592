"""What search knows of each record."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SearchDocument(models.Model):
    """`plain` is stemmed with accents, `bare` without (stemming after unaccent loses plurals, so both are kept);
    `words` is what typing mistakes are compared with."""

    kind = models.CharField(max_length=120)
    record_id = models.UUIDField()
    title = models.CharField(max_length=500)
    text = models.TextField(default="", blank=True)
    url = models.CharField(max_length=500)
    project_id = models.UUIDField(null=True)
    owner_id = models.UUIDField(null=True)
    is_public = models.BooleanField(default=False)
    public_from = models.DateTimeField(null=True)
    plain = SearchVectorField(null=True)
    bare = SearchVectorField(null=True)
    words = models.TextField(default="", blank=True)

    class Meta:
        verbose_name = _("search document")
        verbose_name_plural = _("search documents")
        constraints = [models.UniqueConstraint(fields=["kind", "record_id"], name="search_once")]
        indexes = [
            GinIndex(fields=["plain"], name="search_plain"),
            GinIndex(fields=["bare"], name="search_bare"),
            GinIndex(fields=["words"], name="search_words", opclasses=["gin_trgm_ops"]),
        ]

    @property
    def is_open(self) -> bool:
        """Whether everyone may find it now: the clock decides, not a job."""
        return self.is_public and (self.public_from is None or self.public_from <= timezone.now())

"""Values kept up to date: what was counted up to a batch of the lake, and what the hot rows add."""

from uuid import UUID

from django.db import models

EVERYWHERE = UUID(int=0)  # stands for all projects together


class KeptMeasure(models.Model):
    """How far a measure is counted: every event up to `batch`, and hot rows as they were at `refreshed_at`."""

    name = models.CharField(max_length=80, primary_key=True)
    definition = models.CharField(max_length=64)
    batch = models.BigIntegerField(default=0)
    refreshed_at = models.DateTimeField(null=True)


class KeptCount(models.Model):
    """One measure in one project. The `hot_` columns are made anew at each refresh."""

    measure = models.ForeignKey(KeptMeasure, on_delete=models.CASCADE, related_name="counts")
    project = models.UUIDField()
    events = models.BigIntegerField(default=0)
    subjects = models.BigIntegerField(default=0)
    total = models.FloatField(default=0)
    hot_events = models.BigIntegerField(default=0)
    hot_subjects = models.BigIntegerField(default=0)
    hot_total = models.FloatField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["measure", "project"], name="one_count_per_project")]


class KeptSubject(models.Model):
    """How many counted events a subject has, so that a retraction knows whether someone is still counted."""

    pk = models.CompositePrimaryKey("measure", "project", "subject")
    measure = models.ForeignKey(KeptMeasure, on_delete=models.CASCADE, related_name="+", db_index=False)
    project = models.UUIDField()
    subject = models.UUIDField()
    events = models.BigIntegerField()

"""The event log's tables: hot rows, ids for ever, retractions, and the manifest of the lake."""

from django.db import models
from django.db.models.functions import Now


class HotEvent(models.Model):
    """An event that compaction has not moved to the lake yet."""

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=80)
    time = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    subject = models.UUIDField()
    value = models.FloatField(null=True)
    project = models.UUIDField()
    context = models.JSONField()
    retracts = models.UUIDField(null=True)


class EventId(models.Model):
    """Every event there ever was: its id, and 64 bits of its content. Kept when the event moves to the lake."""

    id = models.UUIDField(primary_key=True)
    digest = models.BigIntegerField()


class Retraction(models.Model):
    """Which event takes back which: so that each is taken back at most once."""

    target = models.UUIDField(primary_key=True)
    id = models.UUIDField(unique=True)


class Batch(models.Model):
    """What one compaction claimed. Numbers rise in the order of commits: there is one compactor at a time."""

    id = models.BigAutoField(primary_key=True)
    claimed_at = models.DateTimeField(db_default=Now())
    rows = models.BigIntegerField()


class LakeFile(models.Model):
    """A line of the manifest: one Parquet file, which never changes. A dropped file was merged into another.

    `keys` says which context keys the file holds as columns of their own, and of which kind.
    """

    path = models.CharField(max_length=300, unique=True)
    name = models.CharField(max_length=80)
    date = models.DateField()
    keys = models.JSONField()
    rows = models.BigIntegerField()
    retractions = models.BigIntegerField()
    size_bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    first_time = models.DateTimeField()
    last_time = models.DateTimeField()
    first_id = models.UUIDField()
    last_id = models.UUIDField()
    first_batch = models.BigIntegerField()
    last_batch = models.BigIntegerField()
    recorded_at = models.DateTimeField(db_default=Now())
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["name", "date"], condition=models.Q(dropped_at=None), name="lakefile_live"),
        ]

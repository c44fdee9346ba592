"""Seeds are encrypted, and codes of units hidden behind a secret of their trial."""

from django.db import migrations, models

from labx.trials.lottery import boxes

OPEN = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE trials_allocation DISABLE TRIGGER trials_allocation_stays;
ALTER TABLE trials_sealedseed DISABLE TRIGGER trials_seed_stays;
"""
CLOSE = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE trials_allocation ENABLE TRIGGER trials_allocation_stays;
ALTER TABLE trials_sealedseed ENABLE TRIGGER trials_seed_stays;
"""


def close_seeds(apps, schema_editor):
    seeds = apps.get_model("trials", "SealedSeed").objects
    for sealed in seeds.all():
        seeds.filter(pk=sealed.pk).update(box=boxes.closed(sealed.box))


def hide_units(apps, schema_editor):
    """Of the units only plain hashes are known: those are hashed again, with the secret."""
    trials, allocations = (apps.get_model("trials", name).objects for name in ("Trial", "Allocation"))
    for trial in trials.filter(unit_secret="", allocations__isnull=False).distinct():
        secret = boxes.new_secret()
        trials.filter(pk=trial.pk).update(unit_secret=boxes.closed(secret))
        for one in allocations.filter(trial=trial):
            allocations.filter(pk=one.pk).update(unit_hash=boxes.hidden_hash(secret, one.unit_hash))


class Migration(migrations.Migration):
    dependencies = [("trials", "0006_checks_before_looks")]
    operations = [
        migrations.RenameField("sealedseed", "seed", "box"),
        migrations.AlterField("sealedseed", "box", models.TextField(verbose_name="seed, encrypted")),
        migrations.AddField(
            "trial",
            "unit_secret",
            models.TextField(blank=True, default="", verbose_name="secret behind the codes of units, encrypted"),
        ),
        migrations.AlterField(
            "allocation", "unit_hash", models.CharField(max_length=64, verbose_name="hash of the unit's code")
        ),
        migrations.RunSQL(OPEN, CLOSE),
        migrations.RunPython(close_seeds, migrations.RunPython.noop),
        migrations.RunPython(hide_units, migrations.RunPython.noop),
        migrations.RunSQL(CLOSE, OPEN),
    ]

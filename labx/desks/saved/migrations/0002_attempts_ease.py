"""Failures go one by one with time, instead of all at once after a day of quiet."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("saved", "0001_initial")]
    operations = [
        migrations.AddField(
            "attempt", "eased", models.DateTimeField(default=django.utils.timezone.now, verbose_name="forgotten up to")
        ),
    ]

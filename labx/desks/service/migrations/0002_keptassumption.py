"""What a laboratory assumes of a visit, in place of what stood."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("service", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptAssumption",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("desk", models.CharField(max_length=64, verbose_name="desk")),
                ("edition", models.PositiveIntegerField(verbose_name="edition")),
                ("name", models.CharField(max_length=40, verbose_name="assumption")),
                ("low", models.FloatField(verbose_name="from")),
                ("high", models.FloatField(verbose_name="to")),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                ("kept_on", models.DateField(verbose_name="kept on")),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "kept assumption",
                "verbose_name_plural": "kept assumptions",
                "constraints": [
                    models.UniqueConstraint(fields=("desk", "edition", "name"), name="one_range_an_edition")
                ],
            },
        ),
    ]

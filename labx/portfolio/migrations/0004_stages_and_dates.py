import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models
from django.db.models import F, Q


def first_spells(apps, _editor):
    """Every project stands in its stage since it was written down."""
    spell = apps.get_model("portfolio", "StageSpell")
    projects = apps.get_model("portfolio", "Project").objects.all()
    spell.objects.bulk_create(
        spell(project=one, stage=one.stage, entered_on=django.utils.timezone.localdate(one.created_at))
        for one in projects
    )


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0003_names_may_be_erased")]
    operations = [
        migrations.AlterField("claim", "denominator", models.TextField(blank=True, verbose_name="denominator")),
        migrations.AddField("project", "starts_on", models.DateField(blank=True, null=True, verbose_name="begins on")),
        migrations.AddField("project", "ends_on", models.DateField(blank=True, null=True, verbose_name="ends on")),
        migrations.AddConstraint(
            "project",
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="ends_after_it_begins"),
        ),
        migrations.CreateModel(
            name="StageSpell",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("intake", "Intake"),
                            ("triage", "Triage"),
                            ("research", "Research"),
                            ("framing", "Framing"),
                            ("ideation", "Ideation"),
                            ("selection", "Selection"),
                            ("prototype", "Prototype"),
                            ("test", "Test"),
                            ("pilot", "Pilot"),
                            ("decision", "Decision"),
                            ("scale", "Scaling"),
                            ("iterate", "Another round"),
                            ("stop", "Stopped"),
                            ("handover", "Handover"),
                            ("follow_up", "Follow-up"),
                        ],
                        max_length=20,
                        verbose_name="stage",
                    ),
                ),
                ("entered_on", models.DateField(default=django.utils.timezone.localdate, verbose_name="entered on")),
                ("left_on", models.DateField(null=True, verbose_name="left on")),
                ("is_backwards", models.BooleanField(default=False, verbose_name="set back")),
                ("why", models.TextField(blank=True, verbose_name="why")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="spells", to="portfolio.project"
                    ),
                ),
            ],
            options={
                "verbose_name": "stay in a stage",
                "verbose_name_plural": "stays in stages",
                "ordering": ["entered_on", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(left_on=None), fields=("project",), name="one_open_spell_a_project"
                    )
                ],
            },
        ),
        migrations.RunPython(first_spells, migrations.RunPython.noop),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_cache_table")]

    operations = [
        migrations.AddField(
            "invitation", "failed_at", models.DateTimeField(null=True, verbose_name="could not be sent at")
        ),
        migrations.AddField("invitation", "sent_at", models.DateTimeField(null=True, verbose_name="sent at")),
        # Until now a message left with its invitation or not at all.
        migrations.RunSQL("UPDATE people_invitation SET sent_at = invited_at", migrations.RunSQL.noop),
    ]

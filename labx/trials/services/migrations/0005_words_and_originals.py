from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('services', '0004_complete_until'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='keptnumbers',
            name='edition',
        ),
        migrations.AddField(
            model_name='keptnumbers',
            name='counted_by',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='eventfile',
            name='removed_at',
            field=models.DateTimeField(null=True, verbose_name='original removed at'),
        ),
    ]

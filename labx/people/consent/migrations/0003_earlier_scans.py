from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consent', '0002_append_only'),
    ]

    operations = [
        migrations.AddField(
            model_name='consentproof',
            name='earlier',
            field=models.JSONField(default=list, verbose_name='scans that stood here before'),
        ),
    ]

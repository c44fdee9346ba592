from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('services', '0003_files_are_kept'),
    ]

    operations = [
        migrations.AddField(
            model_name='eventfile',
            name='complete_until',
            field=models.DateTimeField(null=True, verbose_name='everything is in until'),
        ),
        migrations.AddField(
            model_name='eventfile',
            name='is_followed',
            field=models.BooleanField(default=False, verbose_name='a program sends what comes after'),
        ),
        migrations.AddField(
            model_name='eventfile',
            name='has_transactions',
            field=models.BooleanField(default=True, verbose_name='tells of transactions'),
        ),
        migrations.AddField(
            model_name='keptnumbers',
            name='definition',
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]

import django.utils.timezone
from django.db import migrations, models

STATES = [
    ('uploaded', 'Waiting to be read'),
    ('refused', 'Cannot be read'),
    ('checked', 'Read, waiting for you'),
    ('brought', 'Brought'),
]


def handed_in_when_brought(apps, schema_editor):
    apps.get_model('portfolio', 'Import').objects.update(state='brought', uploaded_at=models.F('brought_at'))


class Migration(migrations.Migration):

    dependencies = [
        ('portfolio', '0008_imports'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='import',
            options={
                'ordering': ['-uploaded_at'],
                'verbose_name': 'import of projects',
                'verbose_name_plural': 'imports of projects',
            },
        ),
        migrations.AddField(
            model_name='import',
            name='sha256',
            field=models.CharField(default='', max_length=64, verbose_name='SHA-256 of the file'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='import',
            name='state',
            field=models.CharField(choices=STATES, default='uploaded', max_length=10, verbose_name='state'),
        ),
        migrations.AddField(
            model_name='import',
            name='good_rows',
            field=models.PositiveIntegerField(default=0, verbose_name='rows that can be taken'),
        ),
        migrations.AddField(
            model_name='import',
            name='new_rows',
            field=models.PositiveIntegerField(default=0, verbose_name='of them new projects'),
        ),
        migrations.AddField(
            model_name='import',
            name='problems',
            field=models.JSONField(default=list, verbose_name='problems found'),
        ),
        migrations.AddField(
            model_name='import',
            name='problem_count',
            field=models.PositiveIntegerField(default=0, verbose_name='number of problems'),
        ),
        migrations.AddField(
            model_name='import',
            name='uploaded_at',
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name='uploaded at'),
        ),
        migrations.AlterField(
            model_name='import',
            name='brought_at',
            field=models.DateTimeField(null=True, verbose_name='brought at'),
        ),
        migrations.RunPython(handed_in_when_brought, migrations.RunPython.noop),
    ]

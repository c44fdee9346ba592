import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('counter', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='appointment',
            name='door',
            field=models.BinaryField(null=True),
        ),
        migrations.CreateModel(
            name='Timetable',
            fields=[
                ('counter', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='timetable', serialize=False, to='counter.counter')),
                ('is_public', models.BooleanField(default=False, verbose_name='people may book by themselves')),
                ('minutes', models.PositiveSmallIntegerField(verbose_name='minutes of an appointment')),
                ('places', models.PositiveSmallIntegerField(verbose_name='people received at once')),
                ('days_ahead', models.PositiveSmallIntegerField(verbose_name='days ahead')),
                ('region', models.CharField(max_length=10, verbose_name='whose time its clock shows')),
                ('municipality', models.CharField(blank=True, max_length=80, verbose_name='municipality')),
                ('hours', models.JSONField(verbose_name='hours')),
                ('closed', models.JSONField(verbose_name='closed')),
                ('edition', models.PositiveIntegerField(default=1, verbose_name='edition')),
            ],
            options={
                'verbose_name': 'hours of a counter',
                'verbose_name_plural': 'hours of counters',
            },
        ),
    ]

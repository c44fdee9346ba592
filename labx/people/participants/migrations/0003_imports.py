import django.db.models.deletion
import django.utils.timezone
import labx.core.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('participants', '0002_links_and_presence'),
    ]

    operations = [
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.UUIDField(default=labx.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('original_name', models.CharField(max_length=200, verbose_name='file name')),
                ('people', models.PositiveIntegerField(verbose_name='people brought')),
                ('owner_id', models.UUIDField(null=True, verbose_name='who')),
                ('brought_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='imported at')),
                ('undone_at', models.DateTimeField(null=True, verbose_name='undone at')),
                ('taken_back', models.PositiveIntegerField(default=0, verbose_name='people taken back')),
                ('job', models.UUIDField(null=True, verbose_name='job')),
            ],
            options={
                'verbose_name': 'import of participants',
                'verbose_name_plural': 'imports of participants',
                'ordering': ['-brought_at'],
            },
        ),
        migrations.AddField(
            model_name='participant',
            name='brought_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='brought', to='participants.import'),
        ),
    ]

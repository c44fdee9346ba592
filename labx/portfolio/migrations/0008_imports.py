import django.core.serializers.json
import django.db.models.deletion
import django.utils.timezone
import labx.core.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('portfolio', '0007_names_in_protocols_may_be_erased'),
    ]

    operations = [
        migrations.AddField(
            model_name='stagespell',
            name='event',
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.UUIDField(default=labx.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('original_name', models.CharField(max_length=255, verbose_name='file name')),
                ('owner_id', models.UUIDField(null=True, verbose_name='who')),
                ('brought_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='brought at')),
                ('undone_at', models.DateTimeField(null=True, verbose_name='undone at')),
                ('job', models.UUIDField(null=True, verbose_name='job')),
            ],
            options={
                'verbose_name': 'import of projects',
                'verbose_name_plural': 'imports of projects',
                'ordering': ['-brought_at'],
            },
        ),
        migrations.CreateModel(
            name='ImportedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160, verbose_name='title')),
                ('is_new', models.BooleanField(verbose_name='began here')),
                ('before', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='how it was before')),
                ('edition', models.PositiveIntegerField(verbose_name='edition')),
                ('spell', models.BigIntegerField(null=True)),
                ('links', models.JSONField(default=list)),
                ('is_taken_back', models.BooleanField(default=False, verbose_name='taken back')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='brought', to='portfolio.import')),
                ('project', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='imported_rows', to='portfolio.project')),
            ],
            options={
                'verbose_name': 'row of an import',
                'verbose_name_plural': 'rows of an import',
                'ordering': ['pk'],
            },
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('rights', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='erasure',
            name='language',
            field=models.CharField(default='pt', max_length=5, verbose_name='language of the last message'),
        ),
    ]

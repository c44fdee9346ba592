from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('counter', '0002_timetable_and_own_bookings'),
    ]

    operations = [
        migrations.AddField(
            model_name='appointment',
            name='language',
            field=models.CharField(default='pt', max_length=2, verbose_name='language'),
        ),
        migrations.AddField(
            model_name='appointment',
            name='to_tell',
            field=models.CharField(blank=True, choices=[('moved', 'it has another day or hour'), ('cancelled', 'the counter cancelled it'), ('closed', 'nobody is received then any more')], max_length=10, verbose_name='to tell'),
        ),
        migrations.AddField(
            model_name='appointment',
            name='is_mailed',
            field=models.BooleanField(default=False, verbose_name='an e-mail is on its way'),
        ),
        migrations.AddField(
            model_name='appointment',
            name='void_at',
            field=models.DateTimeField(null=True, verbose_name='no longer stands'),
        ),
    ]

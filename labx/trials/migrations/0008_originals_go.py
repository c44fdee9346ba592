from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('trials', '0007_lotteries_lie_closed'),
    ]

    operations = [
        migrations.AddField(
            model_name='dataset',
            name='removed_at',
            field=models.DateTimeField(null=True, verbose_name='original removed at'),
        ),
        migrations.AddField(
            model_name='dataset',
            name='undone_at',
            field=models.DateTimeField(null=True, verbose_name='taken back at'),
        ),
        migrations.AlterField(
            model_name='dataset',
            name='rows',
            field=models.BigIntegerField(null=True, verbose_name='rows read'),
        ),
    ]

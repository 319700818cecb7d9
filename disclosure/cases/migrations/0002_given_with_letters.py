
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('disclosure_cases', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='act_by',
            field=models.DateField(blank=True, help_text='While a correction or a fee is awaited: the last day for it.', null=True, verbose_name='citizen acts by'),
        ),
        migrations.AddField(
            model_name='paper',
            name='letter',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='enclosures', to='disclosure_cases.letter', verbose_name='letter with which it is given'),
        ),
        migrations.AddField(
            model_name='paper',
            name='taken_back_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='taken back at'),
        ),
    ]

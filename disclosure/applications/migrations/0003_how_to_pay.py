
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('disclosure_applications', '0002_initial'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.CreateModel(
            name='ApplicationSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('how_to_pay', models.TextField(blank=True, default='', help_text='Stands in the fee notice: account or counter, hours, what to bring. Left empty: at the address of the bureau.', max_length=500, verbose_name='how and where a fee is paid')),
                ('site', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, to='wagtailcore.site')),
            ],
            options={
                'verbose_name': 'applications',
                'verbose_name_plural': 'applications',
            },
        ),
    ]

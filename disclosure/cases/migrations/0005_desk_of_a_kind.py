from django.db import migrations

# The desk and the owner of a case go with its kind. PostgreSQL takes them for independent and reads a million cases to find none.
TELL = "CREATE STATISTICS case_desk_of_a_kind (mcv) ON kind, desk, owner_id FROM disclosure_cases_case"
FORGET = "DROP STATISTICS case_desk_of_a_kind"


def on_postgresql(statement):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("disclosure_cases", "0004_opened_by")]

    operations = [migrations.RunPython(on_postgresql(TELL), on_postgresql(FORGET))]

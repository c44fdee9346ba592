"""TRUNCATE passes by triggers on rows, so it is refused by itself; a test's own database may be emptied so."""

from django.db import migrations

TABLES = ("audit_auditentry", "audit_auditpayload")
CREATE = "\n".join(
    f"""
    CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT
    WHEN (current_database() NOT LIKE 'test\\_%') EXECUTE FUNCTION audit_refuse();
    """
    for table in TABLES
)
DROP = "\n".join(f"DROP TRIGGER {table}_truncate ON {table};" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]
    operations = [migrations.RunSQL(CREATE, DROP)]

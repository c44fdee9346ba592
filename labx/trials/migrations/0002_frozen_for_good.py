"""A recorded analysis never changes: the database itself refuses."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION trials_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Analysis % is signed and never changes. Run the plan again to record another.', OLD.id
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER trials_analysis_frozen BEFORE UPDATE OR DELETE ON trials_analysis
    FOR EACH ROW EXECUTE FUNCTION trials_refuse_change();
"""
ALLOW = "DROP TRIGGER trials_analysis_frozen ON trials_analysis; DROP FUNCTION trials_refuse_change();"


class Migration(migrations.Migration):
    dependencies = [("trials", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]

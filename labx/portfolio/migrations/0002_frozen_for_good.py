"""A frozen protocol and a recorded decision never change: the database itself refuses."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION portfolio_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% % is frozen and never changes. Record a new version that names it.', TG_TABLE_NAME, OLD.id
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER portfolio_protocol_frozen BEFORE UPDATE OR DELETE ON portfolio_protocol
    FOR EACH ROW WHEN (OLD.frozen_at IS NOT NULL) EXECUTE FUNCTION portfolio_refuse_change();
CREATE TRIGGER portfolio_decision_frozen BEFORE UPDATE OR DELETE ON portfolio_decision
    FOR EACH ROW EXECUTE FUNCTION portfolio_refuse_change();
"""
ALLOW = """
DROP TRIGGER portfolio_protocol_frozen ON portfolio_protocol;
DROP TRIGGER portfolio_decision_frozen ON portfolio_decision;
DROP FUNCTION portfolio_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]

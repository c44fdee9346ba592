"""The ledger is append-only and published texts never change: the database itself refuses."""

from django.db import migrations

GUARD = """
CREATE FUNCTION consent_keep_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND coalesce(current_setting('labx.erasure', true), '') = 'on' THEN
        RETURN NULL;
    END IF;
    -- Django empties its test databases, whose names it begins so, between tests.
    IF TG_OP = 'TRUNCATE' AND current_database() LIKE 'test\\_%' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'The consent ledger is append-only: % of % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', HINT = 'A withdrawal is a new line of the ledger.';
END $$;
CREATE TRIGGER consent_keep_entries BEFORE UPDATE OR DELETE OR TRUNCATE ON consent_consententry
    FOR EACH STATEMENT EXECUTE FUNCTION consent_keep_ledger();
CREATE TRIGGER consent_keep_proofs BEFORE UPDATE OR DELETE OR TRUNCATE ON consent_consentproof
    FOR EACH STATEMENT EXECUTE FUNCTION consent_keep_ledger();
CREATE TRIGGER consent_keep_guardians BEFORE UPDATE OR DELETE OR TRUNCATE ON consent_guardian
    FOR EACH STATEMENT EXECUTE FUNCTION consent_keep_ledger();
CREATE TRIGGER consent_keep_uses BEFORE UPDATE OR DELETE OR TRUNCATE ON consent_consentuse
    FOR EACH STATEMENT EXECUTE FUNCTION consent_keep_ledger();

CREATE FUNCTION consent_keep_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.withdrawn_at IS NULL
        AND to_jsonb(NEW) - ARRAY['withdrawn_at', 'withdrawn_why'] = to_jsonb(OLD) - ARRAY['withdrawn_at', 'withdrawn_why']
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The consent text % was published and never changes. Write a new version.', OLD.id
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER consent_keep_published BEFORE UPDATE OR DELETE ON consent_consenttext
    FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION consent_keep_text();
"""
FORGET = """
DROP TRIGGER consent_keep_published ON consent_consenttext;
DROP FUNCTION consent_keep_text();
DROP TRIGGER consent_keep_uses ON consent_consentuse;
DROP TRIGGER consent_keep_guardians ON consent_guardian;
DROP TRIGGER consent_keep_proofs ON consent_consentproof;
DROP TRIGGER consent_keep_entries ON consent_consententry;
DROP FUNCTION consent_keep_ledger();
"""


class Migration(migrations.Migration):
    dependencies = [("consent", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, FORGET)]

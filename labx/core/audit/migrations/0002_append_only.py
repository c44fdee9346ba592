"""Entries are written once, sealed once, and never changed; a payload goes only by way of an erasure."""

from django.db import migrations

CREATE = """
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit chain is append-only: % of % is refused. Personal data is erased with labx.core.audit.erase.', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION audit_seal_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.position IS NULL AND NEW.position IS NOT NULL
       AND (NEW.id, NEW.at, NEW.actor, NEW.action, NEW.target_kind, NEW.target_id, NEW.payload_digest)
         = (OLD.id, OLD.at, OLD.actor, OLD.action, OLD.target_kind, OLD.target_id, OLD.payload_digest)
       AND NEW.project_id IS NOT DISTINCT FROM OLD.project_id THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The audit chain is append-only: entry % may be sealed once and not changed.', OLD.id
    USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION audit_erase_only_named() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('labx.audit_erasure', true) = 'on' AND NOT EXISTS (
        SELECT 1 FROM audit_auditentry WHERE id = OLD.entry_id AND action = 'audit.erase'
    ) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'The payload of audit entry % goes only by labx.core.audit.erase, which leaves an entry of its own.', OLD.entry_id
    USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER audit_entry_update BEFORE UPDATE ON audit_auditentry FOR EACH ROW EXECUTE FUNCTION audit_seal_once();
CREATE TRIGGER audit_entry_delete BEFORE DELETE ON audit_auditentry FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_payload_update BEFORE UPDATE ON audit_auditpayload FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_payload_delete BEFORE DELETE ON audit_auditpayload FOR EACH ROW EXECUTE FUNCTION audit_erase_only_named();
"""
DROP = """
DROP TRIGGER audit_entry_update ON audit_auditentry;
DROP TRIGGER audit_entry_delete ON audit_auditentry;
DROP TRIGGER audit_payload_update ON audit_auditpayload;
DROP TRIGGER audit_payload_delete ON audit_auditpayload;
DROP FUNCTION audit_refuse();
DROP FUNCTION audit_seal_once();
DROP FUNCTION audit_erase_only_named();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]

"""An erasure may take a person's name out of what is frozen: the signer's, and those in the words of a decision."""

from django.db import migrations

LET_ERASURES_THROUGH = """
CREATE OR REPLACE FUNCTION portfolio_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    words text[] := ARRAY['signer', 'decided_by', 'reasons', 'dissent', 'would_change'];
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('labx.erasure', true) = 'on' THEN
        IF to_jsonb(NEW) - words = to_jsonb(OLD) - words THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% % is frozen and never changes. Record a new version that names it.', TG_TABLE_NAME, OLD.id
        USING ERRCODE = 'restrict_violation';
END $$;
"""
REFUSE_ALL = """
CREATE OR REPLACE FUNCTION portfolio_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% % is frozen and never changes. Record a new version that names it.', TG_TABLE_NAME, OLD.id
        USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0002_frozen_for_good")]
    operations = [migrations.RunSQL(LET_ERASURES_THROUGH, REFUSE_ALL)]

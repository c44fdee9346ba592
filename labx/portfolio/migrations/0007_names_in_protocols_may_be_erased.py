"""An erasure may take a person's name out of a frozen protocol: what was signed before stays named, the rest stands."""

from django.db import migrations, models

FUNCTION = """
CREATE OR REPLACE FUNCTION portfolio_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    old_row jsonb := to_jsonb(OLD);
    new_row jsonb;
    words text[] := ARRAY[{words}];
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('labx.erasure', true) = 'on' THEN
        new_row := to_jsonb(NEW);
        IF new_row - words = old_row - words {condition} THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% % is frozen and never changes. Record a new version that names it.', TG_TABLE_NAME, OLD.id
        USING ERRCODE = 'restrict_violation';
END $$;
"""
NAMES = "'signer', 'decided_by', 'reasons', 'dissent', 'would_change'"
TEXT = (
    "'title', 'question', 'hypothesis', 'decision_to_take', 'ethics', 'justification', 'plan', 'canonical', "
    "'digest', 'signature', 'redactions'"
)
# Another text must name the one it comes from, with its signature.
NAMED = """AND (
            new_row - words[1:5] = old_row - words[1:5]
            OR new_row->'redactions'->-1->'digest' = old_row->'digest'
            AND new_row->'redactions'->-1->'signature' = old_row->'signature'
            AND (new_row->'redactions') - -1 = old_row->'redactions')"""


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0006_provenance")]
    operations = [
        migrations.AddField(
            "protocol",
            "redactions",
            models.JSONField(default=list, editable=False, verbose_name="what was signed before names were taken out"),
        ),
        migrations.RunSQL(
            FUNCTION.format(words=f"{NAMES}, {TEXT}", condition=NAMED), FUNCTION.format(words=NAMES, condition="")
        ),
    ]

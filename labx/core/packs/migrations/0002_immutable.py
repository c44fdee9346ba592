"""An installed pack is never changed and never removed: what ran with it must stay explainable."""

from django.db import migrations

CREATE = """
CREATE FUNCTION packs_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Installed packs are immutable: % is refused. Install a new version instead.', TG_OP
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER packs_immutable BEFORE UPDATE OR DELETE ON packs_installedpack
    FOR EACH ROW EXECUTE FUNCTION packs_refuse();
"""
DROP = """
DROP TRIGGER packs_immutable ON packs_installedpack;
DROP FUNCTION packs_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("packs", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]

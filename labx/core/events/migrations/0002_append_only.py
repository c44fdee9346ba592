"""The function that records events, and the triggers that keep them."""

from django.db import migrations

RECORD = """
CREATE FUNCTION record_events(given jsonb) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    new integer;
BEGIN
    WITH event AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset(given) AS event(
            id uuid, digest bigint, name text, "time" timestamptz, subject uuid, value double precision,
            project uuid, context jsonb, retracts uuid)
    ), fresh AS (
        INSERT INTO events_eventid (id, digest) SELECT id, digest FROM event ON CONFLICT DO NOTHING RETURNING id
    )
    INSERT INTO events_hotevent (id, name, "time", subject, value, project, context, retracts)
    SELECT id, name, "time", subject, value, project, context, retracts FROM event JOIN fresh USING (id);
    GET DIAGNOSTICS new = ROW_COUNT;
    RETURN new;
END $$;
"""

GUARD = """
CREATE FUNCTION keep_events() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    reason text := coalesce(current_setting('labx.event_log', true), '');
BEGIN
    IF reason IN ('compaction', 'erasure') AND TG_OP <> 'TRUNCATE' THEN
        RETURN NULL;
    END IF;
    -- Django empties its test databases, whose names it begins so, between tests.
    IF TG_OP = 'TRUNCATE' AND current_database() LIKE 'test\\_%' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'The event log is append-only: % of % is refused.', TG_OP, TG_TABLE_NAME
        USING HINT = 'To correct an event, publish one that retracts it.';
END $$;
CREATE TRIGGER keep_hot BEFORE UPDATE OR DELETE OR TRUNCATE ON events_hotevent
    FOR EACH STATEMENT EXECUTE FUNCTION keep_events();
CREATE TRIGGER keep_ids BEFORE UPDATE OR DELETE OR TRUNCATE ON events_eventid
    FOR EACH STATEMENT EXECUTE FUNCTION keep_events();
CREATE TRIGGER keep_retractions BEFORE UPDATE OR DELETE OR TRUNCATE ON events_retraction
    FOR EACH STATEMENT EXECUTE FUNCTION keep_events();
CREATE TRIGGER keep_batches BEFORE UPDATE OR DELETE OR TRUNCATE ON events_batch
    FOR EACH STATEMENT EXECUTE FUNCTION keep_events();
CREATE TRIGGER keep_manifest BEFORE UPDATE OR DELETE OR TRUNCATE ON events_lakefile
    FOR EACH STATEMENT EXECUTE FUNCTION keep_events();
"""

# The hot table is filled and emptied all day: sweep it by what is dead, not by its size.
SWEEP = """
ALTER TABLE events_hotevent SET (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
    autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 1000000
)
"""

FORGET = """
DROP TRIGGER keep_hot ON events_hotevent;
DROP TRIGGER keep_ids ON events_eventid;
DROP TRIGGER keep_retractions ON events_retraction;
DROP TRIGGER keep_batches ON events_batch;
DROP TRIGGER keep_manifest ON events_lakefile;
DROP FUNCTION keep_events();
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]
    operations = [
        migrations.RunSQL(RECORD, "DROP FUNCTION record_events(jsonb)"),
        migrations.RunSQL(GUARD, FORGET),
        migrations.RunSQL(SWEEP, migrations.RunSQL.noop),
    ]

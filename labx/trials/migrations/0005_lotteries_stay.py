"""What chance decided never changes, nor the seed it came from: the database itself refuses."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION trials_refuse_other_lot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'What was drawn by lot never changes, nor the seed it came from.'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER trials_allocation_stays BEFORE UPDATE OR DELETE ON trials_allocation
    FOR EACH ROW EXECUTE FUNCTION trials_refuse_other_lot();
CREATE TRIGGER trials_seed_stays BEFORE UPDATE OR DELETE ON trials_sealedseed
    FOR EACH ROW EXECUTE FUNCTION trials_refuse_other_lot();
"""
ALLOW = """
DROP TRIGGER trials_allocation_stays ON trials_allocation;
DROP TRIGGER trials_seed_stays ON trials_sealedseed;
DROP FUNCTION trials_refuse_other_lot();
"""


class Migration(migrations.Migration):
    dependencies = [("trials", "0004_looks_and_lotteries")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]

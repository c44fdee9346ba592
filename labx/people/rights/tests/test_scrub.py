"""Nothing is rewritten while somebody may still see what was deleted."""

import psycopg
import pytest
from django.db import connection

from labx.people.rights.scrub import OthersAreLooking, wait_until_alone

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_session_in_a_transaction_is_named_and_its_end_lets_the_scrub_go_on():
    parameters = connection.get_connection_params()
    dsn = {name: parameters[name] for name in ("dbname", "user", "password", "host", "port") if parameters.get(name)}
    with psycopg.connect(**dsn, autocommit=True) as ours, psycopg.connect(**dsn) as theirs:
        theirs.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        theirs.execute("SELECT count(*) FROM rights_erasure")
        with pytest.raises(OthersAreLooking, match=f"{theirs.info.backend_pid} client backend"):
            wait_until_alone(ours, patience_seconds=0)
        theirs.rollback()
        wait_until_alone(ours, patience_seconds=0)

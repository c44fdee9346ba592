"""What can keep the embedded database from running, each with its cure."""


class PostgresUnavailable(RuntimeError):
    """The embedded PostgreSQL cannot run; the message says why and what to do."""

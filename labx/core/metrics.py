"""Figures for Prometheus: requests as they come, jobs and events as the database has them when asked."""

import os
from collections.abc import Iterator

from django.db import DatabaseError, connection, transaction
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

REGISTRY = CollectorRegistry()
REQUESTS = Counter("labx_requests", "Requests answered", ["route", "method", "status"], registry=REGISTRY)
REQUEST_SECONDS = Histogram("labx_request_seconds", "Time to answer", ["route"], registry=REGISTRY)
QUERIES = {
    "labx_jobs": ("Jobs by state", "state", "SELECT state, count(*) FROM jobs_job GROUP BY state"),
    "labx_audit_entries": (
        "Audit entries",
        "seal",
        # The last place is how many have one; to count them all would read the whole table every few seconds.
        "SELECT 'sealed', coalesce(max(position), 0) FROM audit_auditentry"
        " UNION ALL SELECT 'waiting', count(*) FROM audit_auditentry WHERE position IS NULL",
    ),
    "labx_hot_events": ("Events not yet in the lake", "store", "SELECT 'hot', count(*) FROM events_hotevent"),
}


class Database:
    """What the database says at the moment of the question; when it does not answer, that is the answer."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        is_up = GaugeMetricFamily("labx_database_up", "1 when the database answers")
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                families = [self.family(cursor, name, *query) for name, query in QUERIES.items()]
        except DatabaseError:
            families = []
        is_up.add_metric([], 1 if families else 0)
        yield from [is_up, *families]

    @staticmethod
    def family(cursor, name: str, text: str, label: str, query: str) -> GaugeMetricFamily:
        family = GaugeMetricFamily(name, text, labels=[label])
        cursor.execute(query)
        for value, count in cursor.fetchall():
            family.add_metric([value], count)
        return family


def text() -> bytes:
    """Everything; with PROMETHEUS_MULTIPROC_DIR set, the requests of all server processes together."""
    registry = CollectorRegistry()
    registry.register(Database())
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)
        return generate_latest(registry)
    return generate_latest(registry) + generate_latest(REGISTRY)

"""The audit chain: one entry an action, sealed in order."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "labx.core.audit"
    label = "audit"

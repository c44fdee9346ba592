"""Whom the law calls to a role, and who may do what."""

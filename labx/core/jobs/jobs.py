"""Puts the queue's tasks where the worker finds them."""

from labx.core.jobs.queue import forget_old, resume_stalled, run

__all__ = ["forget_old", "resume_stalled", "run"]

"""Designs of trials: one module each, declared in `registry.py`."""

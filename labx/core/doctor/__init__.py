"""What is configured, what is missing, what to do: `labx doctor`.

An application adds its own checks in a module named `doctor.py`, with `labx.core.doctor.registry.check`.
"""

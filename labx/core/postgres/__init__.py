"""PostgreSQL for a machine that has none: found, initialised, started and stopped by LabX itself."""

"""LabX on one machine: database, server and worker brought up, watched and stopped together."""

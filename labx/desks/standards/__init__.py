"""The desks for other programs: a plan as data, procedures as linked data."""

"""Sums of each unit out of the event log, and from them what a comparison of arms needs to know."""

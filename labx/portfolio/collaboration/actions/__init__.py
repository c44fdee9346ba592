"""Every write of working together."""

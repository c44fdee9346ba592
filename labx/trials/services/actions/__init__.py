"""Every write of services."""

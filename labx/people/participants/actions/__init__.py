"""Every write of the panel."""

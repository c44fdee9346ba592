"""Every write on organisations, by topic."""

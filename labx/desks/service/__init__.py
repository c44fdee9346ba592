"""How a desk serves: anonymous counts of visits and of closed cases, so that it can be improved by a trial."""

"""Every write about the rights of people, by topic."""

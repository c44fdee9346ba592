"""Pages of a counter."""

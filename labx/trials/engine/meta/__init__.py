"""Several trials of one thing, taken together."""

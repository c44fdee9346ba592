"""Plans for life events: which procedures apply, by when, in which order, and why. Knows nothing of any one event."""

"""Plans of trials: their shape, and how they are read from a protocol."""

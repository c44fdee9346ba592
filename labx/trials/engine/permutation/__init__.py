"""Randomisation inference: what the difference would have been under other draws of the assignment."""

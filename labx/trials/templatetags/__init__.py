"""Template tags of the trials room."""

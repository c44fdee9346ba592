"""Pages of the trials room."""

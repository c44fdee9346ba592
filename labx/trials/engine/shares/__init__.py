"""Effects on shares and rates: how many did it, and how often."""

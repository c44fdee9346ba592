"""Clocks of the law, and finding a person in other people's words: nothing here knows Django."""

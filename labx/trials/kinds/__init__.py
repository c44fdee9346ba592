"""Kinds of outcome: how each is compared between two groups, and how its numbers are written."""

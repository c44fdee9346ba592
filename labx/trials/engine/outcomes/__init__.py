"""Outcomes that are no plain means: ratios of sums, quantiles, ranks, times until something, and missing ones."""

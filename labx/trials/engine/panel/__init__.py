"""Designs that follow units over time: stepped wedge, switchback, difference-in-differences."""

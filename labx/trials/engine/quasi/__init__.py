"""Designs without a draw of their own: encouragement, series, discontinuity, synthetic control."""

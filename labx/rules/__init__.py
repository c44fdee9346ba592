"""Dated, three-valued rules with explanations: plain values in, frozen results out."""

"""Lotteries that anyone can draw again: from one seed, by a rule that other languages can follow."""

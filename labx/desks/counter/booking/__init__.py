"""Appointments that people book by themselves: from a plan, and by their code afterwards."""

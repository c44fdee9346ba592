"""The draw of participants and their balance: pure mathematics, no Django."""

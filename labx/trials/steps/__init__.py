"""The guided plan: one page for each step, in the order in which people think of them."""

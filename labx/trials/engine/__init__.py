"""Mathematics of trials: it sees counts, moments and arrays, never a table or a request."""

"""Documents to keep and print: tagged PDF, made in the request."""

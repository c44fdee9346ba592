"""The desk at a counter: appointments, the same case face to face, what was seen and done, and who looked."""

"""The plan on paper, as a tagged PDF and as text to be read aloud."""

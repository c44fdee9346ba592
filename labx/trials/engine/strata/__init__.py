"""Effects when people were assigned or are compared within groups alike beforehand, and adjusted by what was known."""

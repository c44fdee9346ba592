"""The documentation, served with the program so that it is there without a network."""

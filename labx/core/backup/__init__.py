"""One file that holds the laboratory: database, lake and media. Keys are never in it."""

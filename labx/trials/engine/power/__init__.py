"""Power, sample and smallest detectable effect for designs beyond two arms of single people."""

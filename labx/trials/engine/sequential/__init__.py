"""Looking before the end: boundaries, sequences of intervals, futility, and the arms' sizes under watch."""

"""What counters write, each in one transaction."""

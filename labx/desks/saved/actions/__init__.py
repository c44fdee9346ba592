"""What people do with what they asked to keep."""

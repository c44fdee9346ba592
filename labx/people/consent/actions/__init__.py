"""Every write of consent."""

"""Pages of rights: one's own, the officer's day, requests, mentions, registers."""

"""Life-event desks: procedures as dated rules."""

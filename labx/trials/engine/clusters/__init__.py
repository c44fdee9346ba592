"""Effects when whole groups of people (schools, offices, villages) were assigned together."""

"""Other kinds of outcome in matched pairs: odds, times and quantiles of both groups, chance counted by pair."""

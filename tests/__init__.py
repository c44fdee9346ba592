"""Tests that cross rooms: journeys, packs, documentation, the repository itself."""

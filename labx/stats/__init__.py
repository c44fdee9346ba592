"""Mathematics that more than one room needs: plain values in, frozen results out."""

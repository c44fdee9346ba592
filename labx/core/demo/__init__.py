"""The demonstration: synthetic or published data, said to be so, loaded by the rooms themselves."""

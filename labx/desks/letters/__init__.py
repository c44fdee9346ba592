"""Letters of a pack, filled with what the person typed once; sent by nobody, kept nowhere."""

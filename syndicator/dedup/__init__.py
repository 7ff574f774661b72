"""Telling the same release from a new one: names, fingerprints, and a decision. Pure."""

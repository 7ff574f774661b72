"""Learning how to tell the same release from another one, and measuring how well it is told."""

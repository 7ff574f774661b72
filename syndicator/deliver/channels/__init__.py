"""One file a channel; channels know the port, and nothing of each other."""

"""Pushing bulletins out: the port that every channel implements, and one file a channel in `channels/`."""

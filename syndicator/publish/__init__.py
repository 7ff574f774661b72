"""Feeds: bulletins in, bytes out. Pure: what is shown is decided before, how it is served after."""

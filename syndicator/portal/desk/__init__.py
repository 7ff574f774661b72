"""The desk: what only people with a login see and decide."""

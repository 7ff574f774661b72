"""The web: pages and feeds for the public, probes for operators, and the desk. It decides nothing."""

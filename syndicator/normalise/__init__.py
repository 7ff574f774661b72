"""Making bulletins of entries: clean markup, plain text, one form of addresses and moments. Pure."""

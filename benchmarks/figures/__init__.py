"""One file a benchmark; each has `measure()`, which returns its figures."""

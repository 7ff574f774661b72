"""The soak: the whole service at length, under faults, compared in the end with what its outside world knows itself."""

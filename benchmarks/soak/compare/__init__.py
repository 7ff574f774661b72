"""The outside world against the service's own record, one thing after the other; each difference has its reason."""

"""The API: bearer tokens at one door, JSON in and out, errors as `application/problem+json` (RFC 9457)."""

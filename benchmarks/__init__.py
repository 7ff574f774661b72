"""What we measure, and beside what: a peer or a limit in the same run, never a number alone."""

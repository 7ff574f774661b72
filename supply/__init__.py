"""What the service depends on: which packages, under which licences, and what is known against them. Not installed."""

"""`syndicator` and `python -m syndicator`."""

from syndicator.cli.root import main

if __name__ == "__main__":
    main()

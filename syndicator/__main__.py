"""`syndicator` and `python -m syndicator`."""

from syndicator.cli import main

if __name__ == "__main__":
    main()

"""
The composition root: settings in, use cases with all their collaborators out.

Nothing is imported here, so that a shell which only judges a text does not wait for a database's library.
"""

"""The one thing that ends fast reading."""


class Unusual(Exception):
    """
    The document has something that the fast reader does not know for sure; `args[0]` names it.

    No fault of anybody: the judge reads the document.
    """

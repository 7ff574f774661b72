"""The words of the service as frozen dataclasses, one file per word; no behaviour that needs anything outside."""

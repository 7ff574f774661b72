"""Exporting: bulletins of a period as tables, and the weekly report for leaders."""

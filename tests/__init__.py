"""Tests, and what they share: a package by name, so that no other distribution's folder of tests comes first."""

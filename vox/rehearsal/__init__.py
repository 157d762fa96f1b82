"""Callers played by code and graded on what happened."""

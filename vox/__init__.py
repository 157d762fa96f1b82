"""Vox: the telephone receptionist that a French organization can own."""

__version__ = "0.1.0"

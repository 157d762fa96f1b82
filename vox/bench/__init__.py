"""Figures that an operator can trust."""

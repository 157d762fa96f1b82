"""Conversations as scripts, and what understands them."""

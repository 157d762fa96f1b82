"""A larger language model on another machine of the organization's: it proposes, and may be gone at any moment."""

"""The commands that are too many for one file, each with the words that a person types."""

"""What a caller means: one utterance becomes a few commands. Nothing outside this package knows how."""

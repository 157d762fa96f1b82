"""What is kept: one short encrypted summary per call."""

"""The organization's own tools: HTTP interfaces declared in the configuration, asked within a call, never trusted."""

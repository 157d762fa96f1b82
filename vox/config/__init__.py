"""What the organization wants: YAML to frozen, typed settings."""

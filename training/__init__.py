"""Teaching the understanding model: outside the appliance, inside the repository."""

"""Teaching the understanding model: outside the appliance, inside the repository.

utterances/ is what the model is taught; development/ what the rules around it are tuned on, and no model is taught.
Neither is ever counted as a result: that is for tests/understanding/.
"""

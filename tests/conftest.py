"""For all tests: a slow machine makes no test fail."""

from hypothesis import settings

settings.register_profile("vox", deadline=None)
settings.load_profile("vox")

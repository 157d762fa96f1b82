"""How the recogniser is taught French answers by telephone."""

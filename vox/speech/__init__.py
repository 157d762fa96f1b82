"""Ears and mouth: voice activity, end of turn, hearing, voice, the phrase book."""

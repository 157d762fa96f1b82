"""What the caller wants and what Vox does. Plain Python: no audio, no database, no network."""

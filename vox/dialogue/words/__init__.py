"""What Vox says, by what it is about; `vox.dialogue.wording` gathers it."""

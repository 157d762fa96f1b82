"""The papers that the law asks of who uses Vox, written from the configuration: what is known is filled in."""

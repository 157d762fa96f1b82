"""One file per thing that a receptionist does."""

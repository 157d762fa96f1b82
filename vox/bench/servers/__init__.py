"""Real calendar servers, each started on loopback for a measurement or a test, and gone when it is left."""

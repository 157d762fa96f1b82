"""What must reach somebody outside of a call: a queue that forgets what it has delivered, and its couriers."""

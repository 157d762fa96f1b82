"""What people and supervisors see over HTTP."""

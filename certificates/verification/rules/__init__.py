"""What can be decided about a file and a name without asking anybody."""

"""What follows from where somebody stands."""

"""What a good question is: pure functions."""

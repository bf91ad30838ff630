"""Scores: a pure function of answers, keys and pass mark, kept for good."""

"""Attempts: from the start to the closing, with every answer on the way."""

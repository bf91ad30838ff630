"""Drafts: written by an author, agreed to by somebody else, then published."""

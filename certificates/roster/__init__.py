"""Roster: the certificates of a company's people, for the company's own admin."""

"""Laurel: certification and learning for partner programmes."""

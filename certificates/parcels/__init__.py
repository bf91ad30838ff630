"""Parcels: many stored certificates in one download, packed in the background.

A parcel is a ZIP of finished PDFs with a list of them, for the person who asked.
"""

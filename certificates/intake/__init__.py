"""Intake: results of an earlier system, recorded in bulk, and certificates for them.

A file is looked at first; nothing is written before somebody confirms it.
"""

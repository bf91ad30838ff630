"""Certificates: awarded with the pass, printed once, verified by anybody.

awards/ (the record), documents/ (the PDF), verification/ (the public page).
"""

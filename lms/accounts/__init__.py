"""People, their roles, their companies, and how they sign in.

A person has any number of roles and works for at most one company at a time
(an affiliation, half-open in days). A company is a tenant: its people and
papers do not exist for other companies.
"""

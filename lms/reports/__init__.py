"""Reading across the rooms: each role's home page, the audit trail, the mail."""

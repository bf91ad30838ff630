"""More time for those who need it: one entitlement a person, on every deadline."""

"""The ground floor: database, clock, doors, jobs, mail, storage, audit."""

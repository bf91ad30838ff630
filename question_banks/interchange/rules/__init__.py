"""The formats of other systems, read and written without a database."""

"""Saving: places for a book, each with its lock and its backups, and the journal of what is not saved yet."""

"""Rules over books that are larger than memory."""

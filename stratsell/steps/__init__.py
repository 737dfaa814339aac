"""The graph rules, until they are queries."""

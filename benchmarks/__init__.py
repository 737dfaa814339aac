"""How fast Stratsell is, measured against the limits that it was given: ``python -m benchmarks``."""

"""What the contract says of the tables, once more in the tests' own words."""

KEYS = {
    "accounts": ["account_id"],
    "objectives": ["objective_id"],
    "people": ["person_id"],
    "influences": ["objective_id", "person_id"],
    "relationships": ["source_id", "target_id", "kind"],
    "touchpoints": ["touchpoint_id"],
    "options": ["objective_id", "option"],
    "propositions": ["objective_id", "version"],
    "feedback": ["objective_id", "version", "person_id"],
    "actions": ["action_id"],
}
"""The columns that name a row of each table."""

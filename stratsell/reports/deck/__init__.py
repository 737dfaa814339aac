"""A deck of slides: what stands on them, where it stands, and PowerPoint's own shapes, tables and connectors for it."""

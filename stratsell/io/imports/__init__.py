"""Other people's files: how any of them becomes a book.

Five steps, each a module that knows nothing of the others: `locate` finds the table in a file, `match` its columns,
`read` the values, `link` who is meant, and `report` says what became of everything. `pipeline` runs them. What a flat
sheet's or a CRM's columns and words are called is data: `source` and the files of `sources`.
"""

from stratsell.io.imports.readers import read_dynamics, read_export, read_hubspot, read_salesforce, read_sheet

__all__ = ["read_dynamics", "read_export", "read_hubspot", "read_salesforce", "read_sheet"]

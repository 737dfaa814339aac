"""Where books come from and go to.

`read` and `write` know a folder of CSV or Parquet files, an Excel workbook and a database by their names or addresses;
`read_sheet` and `write_sheet` are for the one flat sheet with which most people start; `read_salesforce`,
`read_hubspot`, `read_dynamics` and, for all others, `read_export` read what CRMs export. Books as files are in
`files`, places where they are saved in `store`, other people's files in `imports`.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

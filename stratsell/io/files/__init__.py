"""A book as files: a folder of CSV or Parquet files or an .xlsx file; read with all faults, written all or nothing."""

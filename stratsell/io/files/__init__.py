"""A book as files: a folder of CSV files or an .xlsx file, read with all faults and written all or nothing."""

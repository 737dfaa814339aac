"""Reports: the account brief, workbooks and maps of all accounts, the plan as a calendar; a module a file format."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

"""A book: its tables, what they may hold, and what is done to them. It knows nothing of files."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

"""Charts: conversations through time, trends, modes of persuading, relationships, momentum, a portfolio.

Each paints a rule's rows with Matplotlib, and is loaded only when it is first used.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

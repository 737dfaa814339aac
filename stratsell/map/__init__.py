"""The influence map: one scene, computed once, and its painters.

`scene` computes where everything stands; `draw_map` paints it with Matplotlib and `InfluenceMap` in a notebook's
page, and what each of them needs is loaded only then.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

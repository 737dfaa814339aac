from .figure import draw_map as draw_map
from .figure import paint as paint
from .figure import save as save
from .lettering import font_families as font_families
from .scene import Scene as Scene
from .scene import compose as compose
from .scene import scene as scene
from .widget import InfluenceMap as InfluenceMap

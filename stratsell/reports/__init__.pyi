from .brief import Brief as Brief
from .brief import brief as brief
from .ics import calendar as calendar
from .slides import slides as slides

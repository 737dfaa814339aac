from .heatmap import draw_portfolio as draw_portfolio
from .matrix import draw_relationships as draw_relationships
from .modes import draw_modes as draw_modes
from .momentum import draw_momentum as draw_momentum
from .timeline import draw_timeline as draw_timeline
from .trend import draw_trend as draw_trend

from .heatmap import draw_portfolio as draw_portfolio
from .modes import draw_modes as draw_modes
from .timeline import draw_timeline as draw_timeline
from .trend import draw_trend as draw_trend

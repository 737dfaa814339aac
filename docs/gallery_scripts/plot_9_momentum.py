"""
Whether a proposition gains momentum
====================================

The versions of a proposition through time: who was asked about each, and whether it drew more comments and yeses than
the one before.
"""

import stratsell as ss

figure = ss.draw_momentum(ss.demo(), objective_id="kestrel-1", as_of="2026-11-23")

"""The influence map: one scene, computed once, and its painters."""

from __future__ import annotations

from stratsell.map.scene import Scene, compose, scene

__all__ = ["Scene", "compose", "scene"]

"""The account brief: one page with map, coverage, plan and proposal, as Markdown, HTML, PDF or a Word document."""

from stratsell.briefing.brief import Brief, brief

__all__ = ["Brief", "brief"]

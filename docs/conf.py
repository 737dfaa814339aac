"""How the site of documentation is built: `make docs`. Nothing of it asks a network."""

from pathlib import Path

from sphinx_gallery.scrapers import figure_rst

import stratsell

HERE = Path(__file__).parent
ROOT = HERE.parent

project = "Stratsell"
author = "The Stratsell developers"
copyright = author  # noqa: A001 -- Sphinx asks for this name
version = release = stratsell.__version__

extensions = [
    "myst_nb",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.viewcode",
    "cyclopts.ext.sphinx",
    "sphinx_copybutton",
    "sphinx_design",
    "sphinx_gallery.gen_gallery",
]
exclude_patterns = [
    "speed.md",
    "gallery_scripts/*",
    "gallery/*.ipynb",
    "gallery/*.py",
    "gallery/*.md5",
    "gallery/*.json",
]
templates_path = ["_templates"]
smartquotes = False  # options such as --as-of keep their two hyphens
nitpicky = True
nitpick_ignore_regex = [("py:.*", ".*")]  # numpydoc names shapes and kinds in plain words, which are no objects
suppress_warnings = [
    "config.cache",  # a function among the settings, as Sphinx-Gallery asks for it
    "misc.highlighting_failure",  # a message of ours in a notebook is no traceback of Python
]

myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
myst_links_external_new_tab = True
# The notebooks are shown as they were saved, since `make test` runs them; of a widget, the picture saved with it.
nb_execution_mode = "off"
nb_ipywidgets_js = {}
nb_mime_priority_overrides = [("html", "application/vnd.jupyter.widget-view+json", None)]

autosummary_generate = True
numpydoc_show_class_members = False
numpydoc_xref_param_type = False
autodoc_typehints = "none"


def scraped(block: object, block_vars: dict, gallery_conf: dict) -> str:  # noqa: ARG001 -- Sphinx-Gallery calls it so
    """Keep the picture that a script of the gallery calls `figure`."""
    if (figure := block_vars["example_globals"].pop("figure", None)) is None:
        return ""
    path = next(block_vars["image_path_iterator"])
    figure.savefig(path, dpi=110)
    return figure_rst([path], gallery_conf["src_dir"])


sphinx_gallery_conf = {
    "examples_dirs": ["gallery_scripts"],
    "gallery_dirs": ["gallery"],
    "filename_pattern": "/",
    "within_subsection_order": "FileNameSortKey",
    "download_all_examples": False,
    "show_memory": False,
    "min_reported_time": 1e9,
    "plot_gallery": "True",
    "image_scrapers": (scraped,),
    "capture_repr": (),
    "abort_on_example_error": True,
    "remove_config_comments": True,
    "show_signature": False,
}

html_theme = "pydata_sphinx_theme"
html_title = "Stratsell"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_sourcelink = False
html_theme_options = {
    "show_prev_next": False,
    "navigation_with_keys": False,
    "navbar_align": "left",
    "show_toc_level": 2,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
html_sidebars = {"index": [], "tour": [], "changelog": []}


ROOMS = {
    "book": (
        "Books",
        "A book is a handful of plain pandas tables, checked, that can be edited, undone, compared and merged.",
    ),
    "io": ("Files, databases and CRM exports", "How a book is read, and what is kept of it."),
    "rules": (
        "Rules",
        "Each is one function that takes a book (or frames of pandas, Polars, PyArrow, DuckDB or Spark) and the day"
        " from which to look, and gives a frame.",
    ),
    "notebook": ("In a notebook", "What you click."),
    "map": ("Maps", "One objective as a picture, on the screen and on paper."),
    "charts": ("Charts", "Pictures of time, of all accounts, of how we speak with people."),
    "reports": ("Reports", "Pages, slides, workbooks and calendars to hand on."),
    "exercises": ("Workshops", "Exercises, and what a room answered."),
    "": ("Others", "What stands around them."),
}


REFERENCE = """
## {title}

{words}

```{{eval-rst}}
.. currentmodule:: stratsell

.. autosummary::
   :toctree: api
   :nosignatures:

{listed}
```
"""


def room_of(name: str) -> str:
    """The room of the house in which a public name is made."""
    room = getattr(stratsell, name).__module__.split(".")[1]
    return room if room in ROOMS else ""


def write_the_reference() -> None:
    """Write the page of all public names, room by room, in the order in which they are listed."""
    page = ["# Python\n\nEvery name below is `ss.` something, after `import stratsell as ss`.\n"]
    for room, (title, words) in ROOMS.items():
        names = [name for name in stratsell.__all__ if room_of(name) == room]
        if names:
            listed = ["   " + name for name in names]
            head = [".. autosummary::", "   :toctree: api", "   :nosignatures:", ""]
            page += [
                f"## {title}",
                "",
                words,
                "",
                "```{eval-rst}",
                ".. currentmodule:: stratsell",
                "",
                *head,
                *listed,
                "```",
                "",
            ]
    (HERE / "api.md").write_text("\n".join(page), encoding="utf-8")


def bring_the_notebooks() -> None:
    """Copy the notebooks beside the pages, since Sphinx reads only what stands below its own folder."""
    (HERE / "notebooks").mkdir(exist_ok=True)
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        if path.name not in {"own_book.ipynb", "my_book.ipynb"}:
            text = path.read_text(encoding="utf-8").replace("](../docs/", "](../")
            (HERE / "notebooks" / path.name).write_text(text, encoding="utf-8")


write_the_reference()
bring_the_notebooks()

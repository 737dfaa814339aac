"""Import view and start page: where a person without a book begins.

`view` is the widget and its one protocol: the state goes down to the page, requests come up. `state` says what the page
shows of an import, `uploads` takes the files that a browser sends. What is decided stands in
`stratsell.io.imports.session`, which knows no page.
"""

from stratsell.notebook.importing.view import ImportView, Question

__all__ = ["ImportView", "Question"]

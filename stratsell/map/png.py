"""A drawing as PNG: its large even areas pack best as they are.

Whoever writes photographs tries five filters on each row; for a drawing that takes most of the time and makes a larger
file. So rows are packed unfiltered here, and an opaque picture without the fourth byte of each dot.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from numpy.typing import NDArray
from PIL import Image

LEVEL = 3
"""How hard zlib tries: one level more takes twice the time for an eighth fewer bytes."""
_INCH = 0.0254


class Canvas(FigureCanvasAgg):
    """Matplotlib's canvas; only that it writes PNG in its own way."""

    def print_png(
        self, filename_or_obj: Any, *, metadata: Mapping[str, str] | None = None, pil_kwargs: Any = None, **_: Any
    ) -> None:
        """Write the figure as PNG; with options for Pillow, as Pillow does."""
        agg: Any = super()
        if pil_kwargs or not hasattr(filename_or_obj, "write"):
            agg.print_png(filename_or_obj, metadata=metadata, pil_kwargs=pil_kwargs)
            return
        agg.draw()
        picture = np.asarray(agg.buffer_rgba())
        filename_or_obj.write(png(picture, dpi=self.figure.dpi, texts=metadata or {}))


def png(picture: NDArray[np.uint8], *, dpi: float, texts: Mapping[str, str]) -> bytes:
    r"""Pack a picture as the content of a PNG file.

    Parameters
    ----------
    picture : numpy.ndarray of uint8, shape (height, width, 4)
        Red, green, blue and how opaque each dot is.
    dpi : float
        Dots to an inch.
    texts : mapping of str to str
        What the file says about itself, by PNG's own keywords, such as ``Title``.

    Returns
    -------
    bytes
        The same for the same picture.

    Examples
    --------
    >>> white = np.full((2, 3, 4), 255, dtype=np.uint8)
    >>> png(white, dpi=100, texts={"Title": "White"})[:4]
    b'\x89PNG'
    """
    high, wide, _ = picture.shape
    opaque = bool(picture[..., 3].min() == 255)
    mode = "RGB" if opaque else "RGBA"
    dots = Image.frombuffer("RGBA", (wide, high), picture, "raw", "RGBA", 0, 1).tobytes("raw", mode)
    rows = np.zeros((high, 1 + len(dots) // high), dtype=np.uint8)  # each begins with the number of its filter: none
    rows[:, 1:] = np.frombuffer(dots, dtype=np.uint8).reshape(high, -1)
    packer = zlib.compressobj(LEVEL, memLevel=9)
    a_metre = round(dpi / _INCH)
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 2 if opaque else 6, 0, 0, 0)),
        (b"pHYs", struct.pack(">IIB", a_metre, a_metre, 1)),
        *(_said(key, text) for key, text in texts.items()),
        (b"IDAT", packer.compress(rows.data) + packer.flush()),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _said(key: str, text: str) -> tuple[bytes, bytes]:
    """A text about the picture: in Latin-1 as every program reads it, else in UTF-8."""
    try:
        return b"tEXt", key.encode("latin-1") + b"\0" + text.encode("latin-1")
    except UnicodeEncodeError:
        return b"iTXt", key.encode("latin-1") + b"\0\0\0\0\0" + text.encode()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(data, zlib.crc32(kind)))

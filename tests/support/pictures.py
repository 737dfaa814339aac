"""Comparing pictures with a tolerance: fonts are hinted a little differently from one machine to the next."""

from pathlib import Path

import numpy as np
from PIL import Image


def pixels(picture) -> np.ndarray:
    """The picture in a file or buffer as an array of colours."""
    return np.asarray(Image.open(picture).convert("RGB"), dtype=float)


def difference(one: np.ndarray, other: np.ndarray) -> float:
    """How much two pictures of one size differ: root mean square, from 0 to 255."""
    assert one.shape == other.shape
    return float(np.sqrt(((one - other) ** 2).mean()))


def save(picture: np.ndarray, path: Path) -> None:
    Image.fromarray(picture.astype("uint8")).save(path, optimize=True)

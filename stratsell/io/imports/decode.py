"""From the bytes of a text file to its text: which encoding it is in.

UTF-8 and UTF-16 say so themselves. Of the others, every one that can hold the bytes is tried, and the one that gives
the most likely text is taken: known headers, words of one script, letters that its languages use. A well-kept detector
orders those that are as likely; on a few short names alone it is often wrong.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from stratsell.errors import BookError, Fault

_UTF_8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_LOOKED_AT = 50_000
_LINES = 40

ENCODINGS = {
    "cp1252": "Western (Windows-1252)",
    "cp932": "Japanese (Shift-JIS)",
    "gb18030": "Chinese (GB18030)",
    "big5": "Chinese (Big5)",
    "cp949": "Korean (EUC-KR)",
    "euc_jp": "Japanese (EUC-JP)",
    "cp1251": "Cyrillic (Windows-1251)",
    "koi8_r": "Cyrillic (KOI8-R)",
    "cp1250": "Central European (Windows-1250)",
    "iso8859_2": "Central European (ISO 8859-2)",
    "cp1254": "Turkish (Windows-1254)",
    "cp1253": "Greek (Windows-1253)",
    "cp1255": "Hebrew (Windows-1255)",
    "cp1256": "Arabic (Windows-1256)",
    "cp1257": "Baltic (Windows-1257)",
    "cp874": "Thai (Windows-874)",
    "cp866": "Cyrillic (DOS 866)",
    "iso8859_5": "Cyrillic (ISO 8859-5)",
    "mac_roman": "Western (Mac Roman)",
    "cp850": "Western (DOS 850)",
    "latin_1": "Western (ISO 8859-1)",
}
"""The encodings that are tried, the commoner first."""

_ALPHABETS = {
    "cp1252": ("äöüß", "éèêëàâçîïôûùœæüÿ", "áéíóúñüïç", "áâãàçéêíóôõúü", "åäöøæéü", "àèéìíîòóùú", "éëïöüèá"),
    "cp1250": ("ąćęłńóśźż", "áčďéěíňóřšťúůýžäĺľôŕ", "áéíóöőúüű", "ăâîşţșț", "čćđšž", "äöüß"),
    "cp1254": ("ğışçöüâîûi̇", "äöüß"),
    "cp1257": ("āčēģīķļņšūž", "ąčęėįšųūž", "äöõüšž"),
}
_ALPHABETS["iso8859_2"] = _ALPHABETS["cp1250"]
_ALPHABETS |= dict.fromkeys(("mac_roman", "cp850", "latin_1"), _ALPHABETS["cp1252"])
_SCRIPTS = {
    "cp1251": "CYRILLIC",
    "koi8_r": "CYRILLIC",
    "cp866": "CYRILLIC",
    "iso8859_5": "CYRILLIC",
    "cp1253": "GREEK",
    "cp1255": "HEBREW",
    "cp1256": "ARABIC",
    "cp874": "THAI",
}
# The first bytes of the characters that the language itself uses most.
_COMMON = {
    "cp932": ("cp932", ((0x81, 0x83), (0x88, 0x97))),
    "euc_jp": ("euc_jp", ((0xA1, 0xA5), (0xB0, 0xCF))),
    "gb18030": ("gb2312", ((0xA1, 0xA3), (0xB0, 0xD7))),
    "big5": ("big5", ((0xA1, 0xA3), (0xA4, 0xC6))),
    "cp949": ("euc_kr", ((0xA1, 0xA3), (0xB0, 0xC8))),
}
_GROUPS = {encoding: 0 if at < 6 else 1 + at // 4 for at, encoding in enumerate(ENCODINGS)}
_PUNCTUATION = "’‘“”„–—…€·«»"


class Decoded(NamedTuple):
    """The text of a file, and the name of its encoding where that had to be found out; blank for UTF-8."""

    text: str
    encoding: str
    why: str


def check_encoding(encoding: str) -> None:
    """Refuse an encoding that nobody knows; ValueError names some."""
    try:
        "".encode(encoding)
    except LookupError:
        raise ValueError(f"encoding: “{encoding}” is unknown; such as utf-8, cp1252, shift_jis") from None


def decoded(  # noqa: C901 (one question after the other)
    data: bytes, name: str, encoding: str | None, is_name: Callable[[str], bool]
) -> Decoded:
    """Give the text of a file.

    Parameters
    ----------
    data : bytes
        What stands in the file.
    name : str
        What messages call it.
    encoding : str, optional
        Its encoding, if that is known.
    is_name : callable
        Whether a text is the header of a known column.

    Returns
    -------
    Decoded

    Raises
    ------
    BookError
        If it is no text, or the encoding does not fit.

    Examples
    --------
    >>> decoded("Firma;Müller".encode("cp1252"), "a.csv", None, lambda header: False).text
    'Firma;Müller'
    """
    if data.startswith(b"PK\x03\x04"):
        raise BookError([Fault(name, "is no CSV file but a workbook or a .zip archive; unpack it first")], name)
    if encoding is not None:
        try:
            return Decoded(data.decode(encoding).removeprefix("\ufeff"), "", "")
        except UnicodeDecodeError as error:
            problem = f"line {data.count(10, 0, error.start) + 1} is not {encoding}"
            raise BookError([Fault(name, problem)], name) from None
    if b"\x1b$" in data and data.isascii():
        with suppress(UnicodeDecodeError):
            return Decoded(data.decode("iso2022_jp"), "Japanese (ISO-2022-JP)", "has its shift signs")
    if utf_16 := _utf_16(data):
        try:
            return Decoded(data.decode(utf_16).removeprefix("\ufeff"), "UTF-16", "begins as UTF-16 does")
        except UnicodeDecodeError:
            raise BookError([Fault(name, "begins as UTF-16 but is not; save it as “CSV UTF-8”")], name) from None
    if len(_CONTROLS.findall(data[:1000])) > max(len(data[:1000]) // 20, 2):
        raise BookError([Fault(name, "is no text; save it as “CSV UTF-8” or .xlsx")], name)
    try:
        return Decoded(data.decode("utf-8-sig"), "", "")
    except UnicodeDecodeError as error:
        line = data.count(10, 0, error.start) + 1
    found = _likeliest(data, is_name)
    if found in (None, "cp1252", "latin_1") and _UTF_8.search(data):
        problem = (
            f"is in two encodings: line {line} is not UTF-8, but other text in it is; save it again as “CSV UTF-8”,"
            " or say which encoding it has (encoding=)"
        )
        raise BookError([Fault(name, problem)], name)
    if found is None:
        problem = f"line {line} cannot be read as text; save it as “CSV UTF-8”, or say its encoding (encoding=)"
        raise BookError([Fault(name, problem)], name)
    return Decoded(data.decode(found), ENCODINGS[found], f"is not UTF-8, see line {line}")


def _utf_16(data: bytes) -> str:
    """Which UTF-16 it is, if it is one: by its mark, or because only so its zeros are none."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    start = data[:2000]
    if start.count(0) < 2 or len(data) % 2:
        return ""
    for encoding, place in (("utf-16-le", 1), ("utf-16-be", 0)):
        text = start.decode(encoding, errors="replace")
        plain = sum(sign < "\u0100" for sign in text)
        if start[place::2].count(0) == start.count(0) == plain and re.search("[\n\r,;\t]", text):
            return encoding
    return ""


def _likeliest(data: bytes, is_name: Callable[[str], bool]) -> str | None:
    """Name the encoding that gives the most likely text, among those that can hold all of it."""
    lines = data[:_LOOKED_AT].split(b"\n")
    lines = lines[:-1] if len(data) > _LOOKED_AT and len(lines) > 1 else lines
    told = [line for line in lines if not line.isascii()] or [line for line in data.split(b"\n") if not line.isascii()]
    start = b"\n".join(lines[:_LINES])
    some = b"\n".join(told[:400])
    scores: dict[str, tuple[float, float]] = {}
    for encoding in ENCODINGS:
        try:
            text, head = some.decode(encoding), start.decode(encoding)
        except UnicodeDecodeError:
            continue
        cells = re.split(r"[,;\t|\n\r]", head)
        known = sum(is_name(cell.strip().strip('"')) for cell in cells if not cell.isascii())
        scores[encoding] = known, round(_plausible(text, encoding), 2)
    if scores.get("cp949") == scores.get("gb18030") != None and _is_hangul(some):  # noqa: E711
        del scores["gb18030"]
    rank = _ranked(some, list(scores)) if len(scores) > 1 else {}
    best = sorted(scores, key=lambda each: (*(-part for part in scores[each]), _GROUPS[each], rank.get(each, 99)))
    for encoding in best:
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return None


def _ranked(data: bytes, encodings: list[str]) -> dict[str, int]:
    """Ask the detector in which order it would try some encodings."""
    from charset_normalizer import from_bytes

    found = from_bytes(data[:5_000], cp_isolation=encodings)
    return {match.encoding: at for at, match in enumerate(found)}


def _is_hangul(data: bytes) -> bool:
    """Whether what could be Chinese as well is Korean: all of it is in the part of the table where Hangul is."""
    return sum(not sign.isascii() for sign in data.decode("cp949")) >= 5


def _plausible(text: str, encoding: str) -> float:
    """How likely a text is, at most 1: the share of its words that the encoding's languages have."""
    words = [
        word for word in re.findall(r"[^\s\x00-\x26\x28-\x2c\x2e-\x40\x5b-\x60\x7b-\x7f]+", text) if not word.isascii()
    ]
    parts = [_share(word.strip(_PUNCTUATION), encoding) for word in words if word.strip(_PUNCTUATION)]
    return sum(parts) / len(parts) if parts else 0.5


def _share(word: str, encoding: str) -> float:
    """How much of a word is as its languages write words: 0 to 1."""
    signs = [sign for sign in word if not sign.isascii()]
    if encoding in _COMMON:
        mixed = any(sign.isascii() and sign.isalpha() for sign in word)
        return 0.0 if mixed else sum(_is_common(sign, encoding) for sign in signs) / len(signs) if signs else 1.0
    letters = word.replace("ß", "ss").replace("'", "").replace("’", "").replace("-", "").replace("–", "")
    if not letters.isalpha() or not all(map(_cased, re.split("['’–-]", word))):
        return 0.0
    if encoding in _SCRIPTS:
        return float(all(unicodedata.name(sign, "").startswith(_SCRIPTS[encoding]) for sign in letters))
    small = {sign for sign in word.lower() if not sign.isascii()} - set("’–")
    return float(any(small <= set(alphabet) for alphabet in _ALPHABETS[encoding]))


def _cased(part: str) -> bool:
    """Whether a word has its capitals where words have them: none, the first, or all."""
    return part.islower() or part.isupper() or part[1:].islower() or part.lower() == part.upper() or len(part) < 2


def _is_common(sign: str, encoding: str) -> bool:
    codec, ranges = _COMMON[encoding]
    try:
        first = sign.encode(codec)
    except UnicodeEncodeError:
        return False
    return len(first) == 2 and any(low <= first[0] <= high for low, high in ranges)

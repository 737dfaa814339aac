"""How the sources write ids.

Salesforce's have 15 characters, in which case counts, or the same 15 and three more that say which of them are
capitals, so that programs which do not mind case can tell them apart, too. Both mean the same record; books have the
18. HubSpot counts for each kind of record, so a company and a deal may have the same number; books write
``company/101`` and
``deal/101``. A GUID may be in any case, with or without braces.
"""

from __future__ import annotations

import re

from stratsell.io.imports.read import RecordId

_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_ID = re.compile("[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?")
_EMPTY = "000000000000000"
_GUID = re.compile(r"\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?", re.IGNORECASE)
_KINDS = {"accounts": "company", "people": "contact", "objectives": "deal"}


def as_it_stands(kind: str, written: str) -> tuple[str, str]:  # noqa: ARG001 (the shape of all of them)
    """Give an id as it is written; a spreadsheet may have added a decimal point to a number."""
    return written, ""


def number(kind: str, written: str) -> tuple[str, str]:  # noqa: ARG001
    """Give a number without the decimal point that a spreadsheet may have added."""
    return re.sub(r"(?<=\d)\.0$", "", written), ""


def salesforce(kind: str, written: str) -> tuple[str, str]:  # noqa: ARG001 (the id itself says what it is of)
    """Give an id with 18 characters, and what was decided about it.

    Parameters
    ----------
    kind : str
        Of what kind of record; not needed.
    written : str
        The id with 15 or 18 characters. Salesforce writes zeros for none.

    Returns
    -------
    id : str
        With 18 characters; blank for none; anything else as it is.
    why : str
        What was decided about it, if that is worth telling.

    Examples
    --------
    >>> salesforce("accounts", "0014000000abcDE"), salesforce("", "000000000000000AAA")
    (('0014000000abcDEAAY', ''), ('', ''))
    """
    if not _ID.fullmatch(written):
        return written, "is no Salesforce id; taken as it stands"
    short, suffix = written[:15], written[15:].upper()
    if short == _EMPTY:
        return "", ""
    if suffix in ("", _suffix(short)):
        return short + _suffix(short), ""
    mended = _with_capitals(short, suffix)
    if _suffix(mended) == suffix:
        return mended + suffix, "its capitals were lost; taken from its last three characters"
    return written, "its last three characters do not fit the others; taken as it stands"


def hubspot(kind: str, written: str) -> tuple[str, str]:
    """Give a record's number with its kind.

    Examples
    --------
    >>> hubspot("people", "101"), hubspot("users", "101")
    (('contact/101', ''), ('101', ''))
    """
    bare, _ = number(kind, written)
    return (f"{_KINDS[kind]}/{bare}" if kind in _KINDS else bare), ""


def zoho(kind: str, written: str) -> tuple[str, str]:  # noqa: ARG001
    """Give an id without the mark that exports put before it, so that spreadsheets keep all of its digits.

    Examples
    --------
    >>> zoho("people", "zcrm_4876876000000351001")
    ('4876876000000351001', '')
    """
    return written.removeprefix("zcrm_"), ""


def guid(kind: str, written: str) -> tuple[str, str]:  # noqa: ARG001 (a GUID is one of any kind)
    """Give a GUID in small letters without braces; anything else as it is.

    Examples
    --------
    >>> guid("people", "{7AD2F5B2-0B3C-4C5E-9F5B-0A1B2C3D4E5F}")
    ('7ad2f5b2-0b3c-4c5e-9f5b-0a1b2c3d4e5f', '')
    """
    match = _GUID.fullmatch(written)
    return (match[1].lower() if match else written), ""


def _suffix(short: str) -> str:
    """Say in three characters which of fifteen are capitals, five bits each."""
    parts = (short[start : start + 5] for start in (0, 5, 10))
    return "".join(_DIGITS[sum(1 << at for at, sign in enumerate(part) if "A" <= sign <= "Z")] for part in parts)


def _with_capitals(short: str, suffix: str) -> str:
    """Write the letters as capitals of which the last three characters say so."""
    bits = [(_DIGITS.find(sign) >> at) & 1 for sign in suffix for at in range(5)]
    return "".join(sign.upper() if bit else sign.lower() for sign, bit in zip(short, bits, strict=True))


IDS: dict[str, RecordId] = {
    "": as_it_stands,
    "number": number,
    "salesforce": salesforce,
    "hubspot": hubspot,
    "guid": guid,
    "zoho": zoho,
}
"""By what a source's file says of its ids, what reads one."""

"""Names as people write them, and what two spellings of one name have in common.

A name is the same name in capitals, with another kind of quote, dash or space, composed or decomposed, or with the
family name first and a comma behind it. What is compared is a key; what a book shows is the name, tidied.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Collection

_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
_SPACES = re.compile(r"[\s\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_QUOTES = str.maketrans(dict.fromkeys("‘’‚‛`´ʹʻʼʽˈ′＇", "'") | dict.fromkeys("“”„‟«»″＂", '"'))
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"))
_IN_BRACKETS = re.compile(r"[(（\[].*?[)）\]]")
_HONORIFICS = frozenset(
    [
        *("dr", "prof", "mr", "mrs", "ms", "miss", "mx", "sir", "herr", "hr", "hrn", "frau", "fr", "mme", "mlle"),
        *("sra", "srta", "sig", "dott", "ing", "dipl-ing", "mag"),
    ]
)
_ADDRESSED = _HONORIFICS | {
    *("m", "mm", "dra", "sr", "dhr", "mevr", "mw", "drs", "rer", "nat", "med", "jur", "phil", "h", "c", "hc", "habil"),
    *("様", "氏", "さん", "殿"),
}
_SUFFIXES = frozenset(
    [
        *("jr", "sr", "ii", "iii", "iv", "phd", "md", "mba", "msc", "bsc", "esq", "dr", "prof"),
        *("cfo", "ceo", "cto", "cio", "coo"),
    ]
)
_JOINERS = "\u200c\u200d"
_CJK = re.compile("[\u1100-\u11ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_KANA_ONLY = re.compile("[\u30a0-\u30ff\\s]+")
_LEGAL = re.compile(
    r"\b(?:a/?s|ab|ag|as|asa|b\.?v|co|company|corp|corporation|gmbh|group|holding|inc|incorporated|kg|kk|limited|llc|"
    r"llp|ltd|ltda|n\.?v|oy|oyj|plc|pte|pty|pvt|s\.?a|s\.?a\.?s|s\.?a\.?r\.?l|s\.?l|s\.?p\.?a|s\.?r\.?l|se)\b\.?"
)
_CJK_LEGAL = re.compile(r"株式会社|\(株\)|\(有\)|有限会社|合同会社|股份有限公司|有限责任公司|有限公司|주식회사")


def tidy(text: str) -> str:
    """Give a name without what nobody sees: invisible signs, spaces around it, several spaces for one.

    Examples
    --------
    >>> tidy(" Norvik\u00a0 AS\u200b")
    'Norvik AS'
    """
    if text.isascii():
        return " ".join(text.split())
    kept = "".join(sign for sign in text if sign in _JOINERS or not _INVISIBLE.match(sign))
    kept = kept.strip(_JOINERS)
    return unicodedata.normalize("NFC", _SPACES.sub(" ", kept)).strip()


def all_tidy(texts: Collection[str]) -> bool:
    """Whether no text would be changed by `tidy`; one look at all of them is much quicker than one at each.

    Examples
    --------
    >>> all_tidy(["Ada Lane", "Bo Müller"]), all_tidy(["Ada  Lane"]), all_tidy(["Ada Lane "])
    (True, False, False)
    """
    whole = f"|{'|'.join(texts)}|"
    spaced = "  " in whole or "| " in whole or " |" in whole
    return not spaced and whole.isprintable() and "\u034f" not in whole and unicodedata.is_normalized("NFC", whole)


@functools.lru_cache(maxsize=1 << 18)
def key(text: str) -> str:
    """Give what all spellings of a name share.

    Examples
    --------
    >>> key("Queen’s TRUST") == key("queen's  Trust")
    True
    """
    if text.isascii():
        return " ".join(text.split()).casefold()
    plain = unicodedata.normalize("NFKC", _SPACES.sub(" ", _INVISIBLE.sub("", text)))
    plain = plain.translate(_QUOTES).translate(_DASHES).casefold()
    return unicodedata.normalize("NFC", _SPACES.sub(" ", plain)).strip()


@functools.lru_cache(maxsize=1 << 18)
def person_key(text: str) -> str:
    """Give what all spellings of a person's name share; “Lane, Ada” is “Ada Lane”.

    Examples
    --------
    >>> person_key("LANE, Ada") == person_key("Ada Lane")
    True
    """
    same = key(text)
    if "," in same:
        last, _, first = same.partition(",")
        if first.strip() and last.strip() and "," not in first:
            same = f"{first.strip()} {last.strip()}"
    if same.isascii():
        return same
    return same.replace(" ", "") if _CJK.search(same) and not _KANA_ONLY.fullmatch(same) else same


def parts_of(name: str) -> list[str]:
    """Give the parts of a person's name as they are compared, without titles and what stands in brackets.

    Examples
    --------
    >>> parts_of("Dr. Ada M. Lane (CFO)")
    ['ada', 'm', 'lane']
    """
    bare = _IN_BRACKETS.sub(" ", person_key(name))
    return [part for part in re.split(r"[\s.,]+", bare) if part and part not in _HONORIFICS]


def is_honorific(text: str) -> bool:
    """Whether a text is only how somebody is addressed, such as Dr. or Frau.

    Examples
    --------
    >>> is_honorific("Prof. Dr."), is_honorific("Mme"), is_honorific("Doctor of the works")
    (True, True, False)
    """
    words = [word for word in re.split(r"[\s.]+", key(text)) if word]
    return bool(words) and all(word in _ADDRESSED for word in words)


def first_last(name: str, *, sure: bool) -> str:
    """Give a name that is written “Last, First” as “First Last”; blank if it is not written so.

    Parameters
    ----------
    name : str
        As it stands.
    sure : bool
        Whether the names around it are written so, too; else a last name of two words is none.

    Examples
    --------
    >>> first_last("Lane, Ada", sure=False), first_last("van der Berg, Anna", sure=True)
    ('Ada Lane', 'Anna van der Berg')
    >>> first_last("Ada Lane, CFO", sure=False), first_last("Lane, Jr.", sure=True)
    ('', '')
    """
    last, comma, first = (part.strip() for part in tidy(name).partition(","))
    if not comma or not last or not first or "," in first or _CJK.search(name):
        return ""
    words = first.replace("-", " ").split()
    is_name = all(word[:1].isupper() and (len(word) < 2 or word[1:2] == "." or not word.isupper()) for word in words)
    if len(words) > 3 or not is_name or {key(word).strip(".") for word in words} & _SUFFIXES:
        return ""
    return f"{first} {last}" if sure or len(last.split()) == 1 else ""


def loose_key(text: str) -> str:
    """Give what names share that are probably, but not surely, one: without punctuation, legal form and accents.

    Examples
    --------
    >>> loose_key("Norvik A/S") == loose_key("Norvik AS.") == loose_key("norvik")
    True
    """
    plain = _CJK_LEGAL.sub("", key(text))
    bare = _LEGAL.sub(" ", plain)
    bare = bare if bare.strip(" .,&-") else plain
    signs = unicodedata.normalize("NFD", bare)
    return "".join(sign for sign in signs if sign.isalnum())


def full_name(first: str, last: str) -> str:
    """Put a first and a last name together, the family name first where it is Chinese, Japanese or Korean.

    Examples
    --------
    >>> full_name("Ada", "Lane"), full_name("花子", "佐藤")
    ('Ada Lane', '佐藤 花子')
    """
    both = (last, first) if _CJK.search(last) and not _KANA_ONLY.fullmatch(last + first) else (first, last)
    return " ".join(part for part in map(tidy, both) if part)


@functools.lru_cache(maxsize=1 << 16)
def header_key(text: str) -> str:
    r"""Give what all spellings of a column's header share: no case, spaces, punctuation, or brackets behind it.

    Examples
    --------
    >>> header_key("Last\ncontacted on *"), header_key("Account (customer)"), header_key("(Do Not Modify) Account")
    ('lastcontactedon', 'account', 'donotmodifyaccount')
    """
    plain = key(text)
    bare = re.sub(r"(?<=\S)\s*[(（\[{][^()（）\[\]{}]*[)）\]}]\s*[*:]*\s*$", "", plain)
    return "".join(sign for sign in bare if sign.isalnum() or unicodedata.category(sign)[0] == "M")


@functools.lru_cache(maxsize=1 << 16)
def whole_key(header: str) -> str:
    """Give what all spellings of a header share, with what stands in brackets.

    Examples
    --------
    >>> whole_key("Associated Company IDs (Primary)")
    'associatedcompanyidsprimary'
    """
    return "".join(sign for sign in key(header) if sign.isalnum())


def split_name(name: str) -> tuple[str, str]:
    """Give the first and the last name that `full_name` puts together to a name.

    Examples
    --------
    >>> split_name("Ada M. Lane"), split_name("Anna van der Berg"), split_name("佐藤 花子"), split_name("Osei")
    (('Ada M.', 'Lane'), ('Anna', 'van der Berg'), ('花子', '佐藤'), ('', 'Osei'))
    """
    words = name.split()
    if len(words) < 2:
        return "", name.strip()
    if _CJK.search(words[0]) and not _KANA_ONLY.fullmatch(name):
        return " ".join(words[1:]), words[0]
    particle = next((at for at, word in enumerate(words[1:-1], 1) if word.islower()), len(words) - 1)
    return " ".join(words[:particle]), " ".join(words[particle:])

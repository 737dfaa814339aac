"""Finding records by what people write for them: an id, an e-mail address, a domain, or a name in any spelling."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import urlsplit

FREE_MAIL = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "msn.com",
        "yahoo.com",
        "icloud.com",
        "me.com",
        "aol.com",
        "gmx.de",
        "gmx.net",
        "gmx.ch",
        "gmx.at",
        "web.de",
        "t-online.de",
        "freenet.de",
        "orange.fr",
        "free.fr",
        "wanadoo.fr",
        "laposte.net",
        "sfr.fr",
        "libero.it",
        "virgilio.it",
        "terra.es",
        "uol.com.br",
        "bol.com.br",
        "proton.me",
        "protonmail.com",
        "mail.com",
        "mail.ru",
        "yandex.ru",
        "qq.com",
        "163.com",
        "126.com",
        "naver.com",
        "yahoo.co.jp",
        "docomo.ne.jp",
        "ezweb.ne.jp",
        "softbank.ne.jp",
        "ziggo.nl",
        "kpnmail.nl",
    ]
)
"""Domains that say nothing of the company."""


class Index:
    """Records of one kind, to be found.

    Parameters
    ----------
    ids : sequence of str
        What tells them apart.
    names : sequence of str or None
        What they are called.
    key : callable
        Gives what all spellings of a name share.
    others : sequence of str or None, optional
        E-mail addresses or domains of the same records.
    homes : sequence of str or None, optional
        The account of each.
    """

    def __init__(
        self,
        ids: Sequence[str],
        names: Sequence[str | None],
        key: Callable[[str], str],
        *,
        others: Iterable[str | None] = (),
        homes: Iterable[str | None] = (),
    ) -> None:
        self.key = key
        self.ids = set(ids)
        self.names: dict[str, list[str]] = {}
        self._others = list(zip(ids, others, strict=False))
        self.home = dict(zip(ids, homes, strict=False))
        for each, name in zip(ids, names, strict=True):
            if name:
                self.names.setdefault(key(name), []).append(each)

    @functools.cached_property
    def others(self) -> dict[str, list[str]]:
        """The ids by e-mail address or domain."""
        ids: dict[str, list[str]] = {}
        for id_, other in self._others:
            if other:
                ids.setdefault(other.strip().casefold(), []).append(id_)
        return ids

    def find(self, written: str, home: str | None = None) -> list[str]:
        """Give the ids of all that may be meant: by id, else by e-mail or domain, else by name.

        Parameters
        ----------
        written : str
            What stands there.
        home : str, optional
            The account in which they are looked for. Default: all of them.
        """
        if written in self.ids:
            found = [written]
        else:
            by_other = self.others.get(written.strip().casefold()) if "." in written or "@" in written else None
            found = by_other or self.names.get(self.key(written), [])
        return found if home is None else [each for each in found if self.home.get(each) == home]


def domain_of(address: str | None) -> str | None:
    """Give the domain of an e-mail address or a web address; None if it says nothing of a company.

    Examples
    --------
    >>> domain_of("ada@norvik.example"), domain_of("https://www.norvik.example/en"), domain_of("ada@gmail.com")
    ('norvik.example', 'norvik.example', None)
    """
    if not address:
        return None
    text = address.strip().casefold()
    if "@" in text:
        text = text.rpartition("@")[2]
    else:
        text = urlsplit(text if "//" in text else f"//{text}").hostname or "" if _is_address(text) else ""
    domain = text.strip(".> ").removeprefix("www.")
    return domain if "." in domain and domain not in FREE_MAIL else None


def _is_address(text: str) -> bool:
    return bool(re.fullmatch(r"(?:https?://)?[\w.-]+\.\w{2,24}(?:[:/?#].*)?", text))

"""What a title says of the part that a person may have in a decision.

A small table of words in the languages that the imports read. A title says it where it holds one of the phrases as
whole words, whatever the case, accents and punctuation. A star stands for the rest of a word, and a phrase behind an
equals sign for a whole title. Japanese, which does not part words, is looked for anywhere.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import polars as pl

from stratsell.vocabulary import Role

TITLES: dict[Role, dict[str, str]] = {
    Role.ECONOMIC: {
        "en": "chief executive*, CEO, chief financial officer, CFO, chief operating officer, COO, managing director, "
        "finance director, director of finance, head of finance, VP finance, general manager, founder, co-owner, "
        "owner operator, =owner, =president",
        "de": "Geschäftsführ*, Geschaeftsfuehr*, Vorstandsvorsitzend*, Finanzvorstand, Finanzvorständin, Finanzchef*, "
        "Finanzdirektor*, kaufmännische* Leit*, Inhaber*",
        "fr": "directeur général, directrice générale, directeur financier, directrice financière, DAF, PDG, gérant*, "
        "propriétaire",
        "es": "director general, directora general, director financiero, directora financiera, gerente general, "
        "consejero delegado, consejera delegada, propietari*",
        "it": "amministratore delegato, amministratrice delegata, direttore generale, direttrice generale, "
        "direttore finanziario, direttrice finanziaria, titolare",
        "pt": "diretor geral, diretora geral, diretor executivo, diretora executiva, diretor financeiro, "
        "diretora financeira, sócio gerente, proprietári*",
        "nl": "algemeen directeur, financieel directeur, directeur financiën, eigenaar, bestuursvoorzitter",
        "ja": "代表取締役, 社長, 最高経営責任者, 最高財務責任者, 財務部長, 経理部長",
    },
    Role.USER: {
        "en": "plant manager, site manager, works manager, mill manager, production manager, operations manager, "
        "warehouse manager, shift leader, shift supervisor, team leader, team lead, supervisor, foreman, operator, "
        "technician",
        "de": "Werkleit*, Werksleit*, Betriebsleit*, Produktionsleit*, Leit* Produktion, Fertigungsleit*, Lagerleit*, "
        "Schichtleit*, Teamleit*, Techniker*",
        "fr": "directeur d'usine, directrice d'usine, directeur de site, directrice de site, "
        "responsable de production, responsable d'exploitation, chef d'équipe, opérateur*, opératrice*, technicien*",
        "es": "director de planta, directora de planta, jefe de planta, jefa de planta, jefe de producción, "
        "jefa de producción, jefe de turno, jefa de turno, operari*, técnico, técnica",
        "it": "direttore di stabilimento, direttrice di stabilimento, responsabile di produzione, "
        "responsabile produzione, capoturno, capo reparto, operatore, operatrice, operai*, tecnico, tecnica",
        "pt": "diretor de fábrica, diretora de fábrica, gerente de produção, chefe de turno, operador*, técnico, "
        "técnica",
        "nl": "fabrieksmanager, bedrijfsleider, productieleider, productiemanager, ploegleider, teamleider, operator, "
        "monteur",
        "ja": "工場長, 製造部長, 製造課長, 現場, 班長, オペレーター",
    },
    Role.TECHNICAL: {
        "en": "procurement, purchasing, sourcing, buyer, security, CISO, legal, general counsel, compliance, "
        "data protection, chief information officer, CIO, IT director, head of IT, IT manager",
        "de": "*einkauf*, Beschaffung*, *sicherheit*, Datenschutz*, Recht*, Justiziar*, IT-Leit*, Leit* IT",
        "fr": "achats, acheteu*, approvisionnement*, sécurité, juridique, conformité, DSI, "
        "directeur informatique, directrice informatique",
        "es": "compras, comprador*, aprovisionamiento, seguridad, jurídic*, cumplimiento, director de sistemas, "
        "directora de sistemas",
        "it": "acquisti, approvvigionament*, sicurezza, legale, conformità, responsabile IT, sistemi informativi",
        "pt": "compras, comprador*, suprimentos, segurança, jurídic*, conformidade, diretor de TI, diretora de TI",
        "nl": "inkoop*, inkoper*, *beveiliging, veiligheid*, jurid*, ICT-manager, hoofd ICT",
        "ja": "調達, 購買, 資材, 情報セキュリティ, セキュリティ, 法務, 情報システム",
    },
}
"""Titles of those who may hold a role, by language; a coach is known by what they do for us, not by a title."""

NOT_THEMSELVES = (
    "assistant*, secretary, deputy, former, assistenz, assistent*, sekretär*, stellvertretend*, ehemalige*, adjoint*, "
    "secrétaire, ancien*, asistente, adjunt*, secretari*, segretari*, assistente, ex, plaatsvervangend*, "
    "秘書, 補佐, 副, 元"
)
"""Words by which a title says that it is that of somebody else's right hand, or was once."""


def suits(role: Role) -> pl.Expr:
    """Say of the column `title` whether it suits a role."""
    letters = pl.col("title").str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_lowercase()
    words = pl.concat_str(pl.lit(" "), letters.str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars(), pl.lit(" "))
    suitable = words.str.contains(_pattern(",".join(TITLES[role].values())))
    return (suitable & ~words.str.contains(_pattern(NOT_THEMSELVES))).fill_null(value=False)


@cache
def _pattern(phrases: str) -> str:
    """Give a regular expression for phrases in text without accents, with one space around each word."""
    decomposed = unicodedata.normalize("NFKD", phrases.lower())
    letters = "".join(letter for letter in decomposed if not unicodedata.category(letter).startswith("M"))
    return "|".join(_one(phrase.strip()) for phrase in letters.split(","))


def _one(phrase: str) -> str:
    words = re.sub(r"[^\w*]+", " ", phrase).strip().replace("*", r"[\p{L}\p{N}]*")
    if phrase.startswith("="):
        return f"^ {words} $"
    return f" {words} " if words.isascii() else words  # Japanese

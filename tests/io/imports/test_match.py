"""What columns are, by itself: headers and a dictionary of slots, and headers of people as sheets have them."""

from __future__ import annotations

import pytest

from stratsell.io.imports.headers import put_together
from stratsell.io.imports.match import match
from stratsell.io.imports.names import header_key
from stratsell.io.imports.source import shared_source

SLOTS = {"name": ("name", 0), "title": ("title", 0), "jobtitle": ("title", 1), "email": ("email", 0)}


def find(header):
    return SLOTS.get(header_key(header), ("", 0))


def slots(headers, **options):
    return [(each.slot, each.name, each.how) for each in match(headers, find, **options)]


def test_one_column_fills_a_slot_the_others_are_kept_under_numbered_names():
    assert slots(["Job title", "Title", "Title", "Phone", "Phone"]) == [
        ("", "Job title", "again"),
        ("title", "Title", "known"),
        ("", "Title 2", "again"),
        ("", "Phone", "unknown"),
        ("", "Phone 2", "again"),
    ]


def test_a_column_without_cells_gives_way_to_one_with_some():
    assert [slot for slot, _, _ in slots(["Title", "Job title"], blank=[0])] == ["", "title"]


def test_what_the_user_says_wins():
    said = {"Phone": "email", "Email": "ignored", "Name": ""}
    assert [(slot, how) for slot, _, how in slots(["Phone", "Email", "Name"], said=said)] == [
        ("email", "said"),
        ("", "ignored"),
        ("", "said"),
    ]


def test_a_header_that_is_almost_known_is_taken_where_nothing_else_is():
    known = {"jobtitle": "title", "email": "email"}
    assert [each[0] for each in slots(["Job titel", "E-mial"], known=known)] == ["title", ""]
    assert [each[0] for each in slots(["Job titel", "Title"], known=known)] == ["", "title"]


@pytest.mark.parametrize(("header", "slot"), [
    ("Name der Firma", "account"), ("Nom de l'entreprise", "account"), ("Naam organisatie", "account"),
    ("Nombre del interesado", "name"), ("Nome do stakeholder", "name"), ("1. Name", "name"), ("(a) Name", "name"),
    ("Datum letzter Kontakt", "met_on"), ("Fecha próximo contacto", "meets_on"), ("Wiedervorlage am", "meets_on"),
    ("Livello di supporto", "support"), ("Mate van steun", "support"), ("Grado de influencia", "degree"),
    ("Ruolo decisionale", "roles"), ("Rôle d'achat", "roles"), ("Rolle im Buying Center", "roles"),
    ("Contact: Title", "title"), ("Account: Account Name", "account"), ("Opportunity: Close Date", "close_on"),
    ("Austrittsdatum", "leaves_on"), ("Target level", "wanted_level"), ("目標レベル", "wanted_level"),
    ("Account: Name", "account"), ("Account: Title", ""), ("Name of the pet", ""), ("Datum", ""), ("Phone", ""),
])  # fmt: skip
def test_headers_of_people_in_the_words_of_many(header, slot):
    assert shared_source("sheet").files["Sheet"].find(header)[0] == slot


def test_what_is_put_together_has_no_more_than_sixty_letters():
    sheet = shared_source("sheet").files["Sheet"]
    assert put_together("Contact " + "title " * 20, sheet.columns, sheet.words) == ""

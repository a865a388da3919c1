"""Listed actors are found by every form under which news names them."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.core.lookup import Lookup
from monitor.lexicon import actors
from monitor.lexicon.named import named

LEXICON = Path(__file__).resolve().parents[2] / "monitor" / "lexicon"


@pytest.mark.parametrize(
    ("actor", "language", "text", "found"),
    [
        ("putin", "en", "Putin spoke. PUTIN SPEAKS. The putin case.", ["Putin", "PUTIN"]),
        ("putin", "de", "Putins Sprecher", ["Putins"]),
        ("putin", "ru", "с Путиным, о Путине", ["Путиным", "Путине"]),
        ("lavrov", "pl", "Ławrow i rozmowa z Ławrowem", ["Ławrow", "Ławrowem"]),
        ("zakharova", "uk", "Захарова, Захаровій", ["Захарова", "Захаровій"]),
        ("orban", "fr", "Orbán ou Orban", ["Orbán", "Orban"]),
        ("von_der_leyen", "it", "Ursula von der Leyen", ["von der Leyen"]),
        ("kremlin", "es", "el Kremlin", ["Kremlin"]),
    ],
)
def test_forms(actor: str, language: str, text: str, found: list[str]) -> None:
    lexicon = actors.load(LEXICON)
    forms = named(lexicon.listed[actor], language, lexicon.names.declensions.get(language))
    assert len(set(forms)) == len(forms)
    assert [text[hit.start : hit.end] for hit in Lookup((form, actor) for form in forms).find(text)] == found


def test_a_common_surname_needs_its_given_name() -> None:
    lexicon = actors.load(LEXICON)
    common = next(actor for actor in lexicon.listed.values() if actor.kind == "person" and not actor.alone)
    forms = named(common, "en", None)
    assert all(" " in form for form in forms)
    assert f"={common.name}" in forms

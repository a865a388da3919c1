"""Who can speak: the list of actors with everything that recognises them in eight languages."""

from __future__ import annotations

from monitor.lexicon.places import CONTINENT, DECOY, Place, places, sides

__all__ = ["CONTINENT", "DECOY", "Place", "places", "sides"]

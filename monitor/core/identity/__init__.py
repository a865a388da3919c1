"""The parts of identity: words, normal form, comparison, contradictions, judgement. `core.statement` is the door."""

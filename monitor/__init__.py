"""Who said what about relations between Europe and Russia, with proof, and whether it is new."""

__version__ = "0.1.0"

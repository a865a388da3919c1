"""Parts of `story`: what a verdict weighs."""

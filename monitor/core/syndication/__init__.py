"""Parts of `feed` and `novelty`: what a feed is made of."""

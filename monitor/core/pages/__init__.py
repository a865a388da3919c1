"""Parts of `article`: what a page is made of."""

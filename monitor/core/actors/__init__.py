"""Parts of `actor`: who a mention means."""

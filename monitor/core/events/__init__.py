"""The parts of event clusters: what an article tells of, how near two are, index keys. `core.cluster` is the door."""

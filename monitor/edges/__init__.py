"""Everything that touches the world: network, database, mail, processes, browser."""

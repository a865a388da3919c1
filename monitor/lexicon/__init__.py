"""Language knowledge as data, with its loaders."""

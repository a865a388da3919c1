"""The parts of replies: the words, and whose position a noun names. `core.reply` is the door."""

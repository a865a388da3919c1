"""Errors that callers may catch, as one tree.

Bad input (a broken feed, a page that is no article, a refused recipient) is data and travels as
`monitor.records.Failure`. Exceptions are for what the caller cannot go on without: a configuration that
cannot be read, a disk that cannot be written.
"""

from __future__ import annotations


class MonitorError(Exception):
    """Base of all errors raised by this package; `exit_code` is what the command line ends with."""

    exit_code = 1


class ConfigError(MonitorError):
    """A configuration, lexicon or topic file is wrong. The message names file, line and key."""

    exit_code = 78


class StoreError(MonitorError):
    """The database cannot be used; the message names the file and says how to mend it."""


class StoreBusyError(StoreError):
    """Another process holds the database; trying again later may work."""

    exit_code = 75


class AlreadyRunningError(StoreBusyError):
    """A second service was started on the same database."""

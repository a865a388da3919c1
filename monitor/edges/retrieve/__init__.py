"""Retrieve feeds and pages over HTTP: guarded, bounded, polite."""

from monitor.edges.retrieve.retriever import Retriever

__all__ = ["Retriever"]

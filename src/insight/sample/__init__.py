"""A seeded world of customers with effects that are known, to try every page on."""

from insight.sample.dictionary import write_dictionary
from insight.sample.files import generate, write_world
from insight.sample.world import sample_world

__all__ = ["generate", "sample_world", "write_dictionary", "write_world"]

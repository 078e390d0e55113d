"""Legaat: what your gut bacteria leave behind.

Reads a gut-microbiome profile, says which bacteria are missing and which microbial substances
the community can make, and gives advice with a grade and a source behind every line.
"""

__version__ = "0.1.0"

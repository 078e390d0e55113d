"""The version, where rooms can read it without importing the root package.

``importlib.metadata`` would tell it too, at the price of some 40 ms in every run.
"""

__all__ = ["__version__"]

__version__ = "0.1.0"

"""The one exception tree.

::

    LegaatError                   everything Legaat raises on purpose
    ├── InputError                what was given can't be used          (exit status 2)
    │   ├── FileError             can't be opened, read, or written
    │   ├── RefusedError          could harm: too large, a pickle, a bomb
    │   ├── FormatError           not a format we know, or not what its format promises
    │   ├── ProfileError          the values can't be those of a profile
    │   │   ├── SampleError       several samples and none chosen, or an unknown one
    │   │   └── NothingMatchedError   no name in the file is known
    │   ├── PersonError           a key or word in me.toml that isn't known
    │   └── UsageError            options that don't go together, or an unknown choice
    ├── ModelError                the twin can't answer                  (exit status 1)
    │   ├── ModelFileError        not a metabolic model, or a damaged one            (2)
    │   ├── PackError             a model pack is missing or damaged                 (2)
    │   ├── DietError             a diet that can't be read or isn't known           (2)
    │   ├── NoModelsError         no taxon of the profile has a model                (2)
    │   ├── NoGrowthError         nothing can grow; says which nutrient or taxon
    │   └── SolverError           no method solved it within tolerance
    ├── MissingExtraError         an optional part isn't installed       (exit status 3)
    └── KnowledgeError            Legaat's own tables contradict each other: a defect  (4)

Every error says *what* is wrong, *where* (file, line, sample, taxon or entry) and *what to do*,
in Dutch and in English. The sentences stand in ``locale/<lang>/errors.toml`` under
``errors.<id>.what`` and ``errors.<id>.do``.
"""

from __future__ import annotations

import errno
from collections.abc import Mapping
from dataclasses import dataclass, replace
from os import PathLike, fspath
from typing import ClassVar, Final

from legaat.messages import Lang, Message, Param, Speakable, Text, say

__all__ = [
    "DietError",
    "FileError",
    "FormatError",
    "InputError",
    "KnowledgeError",
    "LegaatError",
    "MissingExtraError",
    "ModelError",
    "ModelFileError",
    "NoGrowthError",
    "NoModelsError",
    "NothingMatchedError",
    "PackError",
    "PersonError",
    "ProfileError",
    "RefusedError",
    "SampleError",
    "SolverError",
    "UsageError",
    "Where",
    "reason",
]


@dataclass(frozen=True, slots=True)
class Where:
    """The place an error speaks of; what isn't known stays None.

    Attributes
    ----------
    path : str or None
        The file, as the user gave it.
    line : int or None
        Line number in a text file, from 1.
    entry : str or None
        A column, a key, a member of an archive, a taxon, an option.
    sample : str or None
    """

    path: str | None = None
    line: int | None = None
    entry: str | None = None
    sample: str | None = None

    @classmethod
    def file(
        cls, path: str | PathLike[str], line: int | None = None, entry: str | None = None
    ) -> Where:
        """Name a file, and where in it."""
        return cls(path=fspath(path), line=line, entry=entry)

    def text(self, lang: Lang) -> str:
        """Return the place in words; empty when nothing is known."""
        parts = [self.path] if self.path else []
        if self.line is not None:
            parts.append(say("errors.where.line", lang, line=str(self.line)))
        if self.sample is not None:
            parts.append(say("errors.where.sample", lang, sample=self.sample))
        if self.entry is not None:
            parts.append(say("errors.where.entry", lang, entry=self.entry))
        return ", ".join(parts)


class LegaatError(Exception):
    """Base of everything Legaat raises on purpose.

    Parameters
    ----------
    error_id : str
        Key under ``errors.`` in the catalogue.
    where : Where, optional
    **params
        Values for the sentences.
    """

    exit_status: ClassVar[int] = 1

    def __init__(self, error_id: str, /, *, where: Where | None = None, **params: Param) -> None:
        super().__init__(error_id, where, params)
        self.id = error_id
        self.where = where or Where()
        self.params = params

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.id, self.where, self.params)

    def at(self, **changes: str | int | None) -> LegaatError:
        """Return the same error with more of its place known (known parts are kept)."""
        known = {k: v for k, v in changes.items() if getattr(self.where, k) is None}
        return type(self)(self.id, where=replace(self.where, **known), **self.params)  # type: ignore[arg-type]

    def what(self, lang: Lang = "en") -> str:
        """Return what is wrong."""
        return say(f"errors.{self.id}.what", lang, **self.params)

    def do(self, lang: Lang = "en") -> str:
        """Return what to do about it."""
        return say(f"errors.{self.id}.do", lang, **self.params)

    def text(self, lang: Lang = "en") -> str:
        """Return what, where and what to do, a line each."""
        return "\n".join(
            line for line in (self.what(lang), self.where.text(lang), self.do(lang)) if line
        )

    def __str__(self) -> str:
        return self.text("en")


def _rebuild(
    kind: type[LegaatError], error_id: str, where: Where, params: dict[str, Param]
) -> LegaatError:
    return kind(error_id, where=where, **params)


_REASONS: Final[Mapping[int, str]] = {
    errno.ENOENT: "not-found",
    errno.EACCES: "denied",
    errno.EPERM: "denied",
    errno.EISDIR: "is-folder",
    errno.ENOTDIR: "not-folder",
    errno.ENOSPC: "full",
    errno.EROFS: "read-only",
}


def reason(error: OSError) -> Speakable:
    """Return why the system refused, in both languages where it is a common reason."""
    key = _REASONS.get(error.errno or 0)
    if key is None:
        words = error.strerror or type(error).__name__
        return Text(nl=words, en=words)
    return Message.of(f"errors.reason.{key}")


class InputError(LegaatError):
    """What was given can't be used; nothing was written."""

    exit_status = 2


class FileError(InputError):
    """A file can't be opened, read or written."""


class RefusedError(InputError):
    """The input could do harm (too large, a pickle, a bomb) and was not opened further."""


class FormatError(InputError):
    """Not a format we know, or not what its format promises."""


class ProfileError(InputError):
    """The values can't be those of a gut profile."""


class SampleError(ProfileError):
    """Several samples and none chosen, or a sample that isn't there."""


class NothingMatchedError(ProfileError):
    """No name in the file is known, so nothing can be said about it."""


class PersonError(InputError):
    """A key or word about a person that isn't known."""


class UsageError(InputError):
    """Options that don't go together, or a choice that doesn't exist."""


class ModelError(LegaatError):
    """The twin can't answer: its models, its diet, or the arithmetic."""


class ModelFileError(ModelError):
    """A file is no metabolic model, or not what its format promises."""

    exit_status = 2


class PackError(ModelError):
    """A model pack is missing, damaged or already there under that name."""

    exit_status = 2


class DietError(ModelError):
    """A diet can't be read, or names something that the models don't know."""

    exit_status = 2


class NoModelsError(ModelError):
    """None of the bacteria in the profile has a model in the pack."""

    exit_status = 2


class NoGrowthError(ModelError):
    """Nothing can grow, and the reason is known: a nutrient, or a taxon."""


class SolverError(ModelError):
    """No method gave a solution within tolerance."""


class MissingExtraError(LegaatError):
    """An optional part of Legaat isn't installed."""

    exit_status = 3


class KnowledgeError(LegaatError):
    """Legaat's own tables contradict each other: a defect to report."""

    exit_status = 4

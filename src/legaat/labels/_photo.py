"""A photo of a pack: the barcode with zxing-cpp, the text with Tesseract; both on this computer.

The picture is first made as Tesseract likes it: upright, grey, evenly lit, letters of some
twenty to forty pixels (Tesseract's own guide, "Improving the quality of the output").
"""

from __future__ import annotations

import math
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from legaat.errors import (
    FileError,
    FormatError,
    InputError,
    MissingExtraError,
    RefusedError,
    Where,
    reason,
)
from legaat.labels._names import known_shape
from legaat.labels._sources import LabelText
from legaat.messages import Message

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

__all__ = ["read_barcode", "read_photo"]

MAX_PIXELS: Final = 60_000_000
"""Largest picture that is opened, in pixels; guards against pictures that unpack to gigabytes."""

_TESSERACT: Final = {"nl": "nld", "en": "eng", "de": "deu", "fr": "fra"}
_FORMATS: Final = ("PNG", "JPEG", "WEBP", "TIFF", "BMP")
_SECONDS: Final = 120
_WIDTH: Final = 2200
_MOST_ENLARGED: Final = 20_000_000
_MAX_SKEW: Final = 12.0
_MAX_TEXT: Final = 200_000
_MAX_TABLE: Final = 20_000_000
_CELLS: Final = 12
_WORD: Final = "5"
"""Level of a word in the table of Tesseract: page, block, paragraph, line, word."""
_DOUBT: Final = 50.0
"""Tesseract's own confidence, of 100, below which a word is shown as doubtful; our choice."""
_LONG_WORD: Final = 40
_MOST_DOUBTED: Final = 60


def read_photo(path: Path, lang: str | None = None) -> LabelText:
    """Read the text and the barcode from a photo of a pack.

    Parameters
    ----------
    path : Path
        PNG, JPEG, WebP, TIFF or BMP.
    lang : {"nl", "en", "de", "fr"}, optional
        Language of the text; all four where not given.

    Raises
    ------
    MissingExtraError
        The extra ``photo`` isn't installed.
    FormatError, RefusedError, InputError
        Not a picture; too large; no text in it.
    """
    image = _open(path)
    code = _barcode(image)
    text, unsure = _recognise(_prepared(image), lang)
    if not text.strip():
        raise InputError("label-photo-empty", where=Where.file(path))
    return LabelText(text, lang, None, code, unsure)


def read_barcode(path: Path) -> str | None:
    """Read the barcode from a photo; its text is left alone.

    Parameters
    ----------
    path : Path

    Returns
    -------
    str or None
        Its digits; None where there is no barcode that can be read.

    Raises
    ------
    MissingExtraError
        The extra ``photo`` isn't installed.
    FormatError, RefusedError
        Not a picture; too large.
    """
    return _barcode(_open(path))


def _open(path: Path) -> Image:
    try:
        from PIL import Image, ImageOps, UnidentifiedImageError
    except ImportError as error:
        raise MissingExtraError("missing-extra", extra="photo") from error
    where = Where.file(path)
    try:
        with Image.open(path, formats=_FORMATS) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise RefusedError(
                    "label-file-too-large",
                    where=where,
                    size=opened.width * opened.height,
                    most=MAX_PIXELS,
                )
            return ImageOps.exif_transpose(opened).convert("L")
    except (UnidentifiedImageError, Image.DecompressionBombError, SyntaxError, ValueError) as error:
        damaged = Message.of("errors.reason.no-picture")
        raise FormatError("label-photo", where=where, reason=damaged) from error
    except OSError as error:
        # Pillow says "truncated file" without a number of the system.
        damaged = Message.of("errors.reason.no-picture")
        why = reason(error) if error.errno is not None else damaged
        raise FileError("label-photo", where=where, reason=why) from error


def _barcode(image: Image) -> str | None:
    try:
        import zxingcpp
    except ImportError as error:
        raise MissingExtraError("missing-extra", extra="photo") from error
    for found in zxingcpp.read_barcodes(image):
        if found.text.isascii() and found.text.isdigit() and 8 <= len(found.text) <= 14:
            return str(found.text)
    return None


def _prepared(image: Image) -> Image:
    """Return the picture upright, evenly lit, and large enough."""
    from PIL import ImageFilter, ImageOps

    scale = min(max(_WIDTH / image.width, 0.5), 3.0)
    # A narrow, endless picture would be enlarged to gigabytes; it is made smaller instead.
    scale = min(scale, math.sqrt(_MOST_ENLARGED / (image.width * image.height)))
    size = max(int(image.width * scale), 1), max(int(image.height * scale), 1)
    image = image.resize(size, _lanczos())
    image = _evenly_lit(image)
    angle = _skew(image)
    if abs(angle) >= 0.3:
        image = image.rotate(angle, expand=True, fillcolor=255, resample=_bicubic())
    image = image.filter(ImageFilter.UnsharpMask(radius=2.5, percent=130, threshold=2))
    return ImageOps.autocontrast(image, cutoff=1)


def _lanczos() -> Any:
    from PIL import Image

    return Image.Resampling.LANCZOS


def _bicubic() -> Any:
    from PIL import Image

    return Image.Resampling.BICUBIC


def _evenly_lit(image: Image) -> Image:
    """Divide by the light around, so that no shadow is left; a dark pack is inverted."""
    import numpy as np
    from PIL import Image as Pillow
    from PIL import ImageFilter

    small = image.resize((max(image.width // 8, 1), max(image.height // 8, 1)))
    light = small.filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(12))
    around = np.asarray(light.resize(image.size, _bicubic()), dtype=np.float32)
    pixels = np.asarray(image, dtype=np.float32)
    if float(np.median(pixels)) < 0.45 * float(np.percentile(pixels, 99)):
        pixels = pixels.max() - pixels
        around = np.full_like(pixels, np.percentile(pixels, 95))
    even = np.clip(255.0 * pixels / np.maximum(around, 1.0), 0, 255)
    return Pillow.fromarray(even.astype(np.uint8))


def _skew(image: Image) -> float:
    """Return the turn, in degrees, that makes the lines level: where rows of ink stand out most."""
    import numpy as np

    scale = 700 / max(image.width, image.height)
    small = image.resize((max(int(image.width * scale), 1), max(int(image.height * scale), 1)))
    ink = 255 - np.asarray(small, dtype=np.float32)
    ink[ink < 90] = 0
    best, sharpest = 0.0, _sharpness(ink)
    for step in (1.0, 0.25):
        centre = best
        reach = _MAX_SKEW if step == 1.0 else 1.0
        for angle in np.arange(centre - reach, centre + reach + step / 2, step):
            value = _sharpness(_sheared(ink, float(angle)))
            if value > sharpest * 1.001:
                best, sharpest = float(angle), value
    return best


def _sheared(ink: NDArray[np.float32], degrees: float) -> NDArray[np.float32]:
    """Shear columns up or down, a fast stand-in for a small turn."""
    import numpy as np

    height, width = ink.shape
    shift = np.round(np.tan(np.radians(degrees)) * (np.arange(width) - width / 2)).astype(int)
    rows = (np.arange(height)[:, None] + shift[None, :]) % height
    sheared: NDArray[np.float32] = ink[rows, np.arange(width)[None, :]]
    return sheared


def _sharpness(ink: NDArray[np.float32]) -> float:
    import numpy as np

    profile = ink.sum(axis=1)
    return float(np.square(np.diff(profile)).sum())


_CODE: Final = re.compile(r"(?<![\w\-])[A-Za-z0-9]{1,5}-?[0-9OIl]{2,4}(?![\w\-])")
"""What may be a strain code in which letters were mixed up."""
_GLUED: Final = re.compile(r"\b(KBE|KVE|CFU|UFC)[L|l_]?(?=[A-Z]\. [a-z])")
"""A unit that runs into the next row: "KBEL. plantarum"."""


def _recognise(image: Image, lang: str | None) -> tuple[str, tuple[str, ...]]:
    """Run Tesseract on the picture, in a folder of its own: the text, and what it doubts."""
    program = shutil.which("tesseract")
    if program is None:
        raise MissingExtraError("label-no-tesseract")
    with tempfile.TemporaryDirectory(prefix="legaat-") as name:
        folder = Path(name)
        picture = folder / "pack.png"
        image.save(picture)
        languages = _TESSERACT[lang] if lang else "+".join(_installed(program))
        command = [program, str(picture), str(folder / "read"), "-l", languages, "--psm", "3"]
        _run([*command, "txt", "tsv"])
        read = _contents(folder / "read.txt")[:_MAX_TEXT]
        doubted = _unsure(_contents(folder / "read.tsv"))
    read = _GLUED.sub(r"\1 ", read)
    return _CODE.sub(lambda match: known_shape(match[0]), read), doubted


def _contents(path: Path) -> str:
    with path.open("rb") as handle:
        return handle.read(_MAX_TABLE).decode("utf-8", "replace")


def _unsure(table: str) -> tuple[str, ...]:
    """Return the words that Tesseract itself holds for doubtful, in order, each once."""
    doubted: dict[str, None] = {}
    for line in table.splitlines()[1:]:
        cells = line.split("\t")
        if len(cells) != _CELLS or cells[0] != _WORD:
            continue
        word = cells[-1].strip()
        # What holds no letter or digit is dirt, or a line of the drawing.
        if float(cells[-2]) < _DOUBT and any(char.isalnum() for char in word):
            doubted[word[:_LONG_WORD]] = None
    return tuple(doubted)[:_MOST_DOUBTED]


def _installed(program: str) -> list[str]:
    """Return which of the four languages Tesseract has."""
    listed = set(_run([program, "--list-langs"]).split())
    return [name for name in _TESSERACT.values() if name in listed] or ["eng"]


def _run(command: list[str]) -> str:
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        done = subprocess.run(  # noqa: S603
            command, capture_output=True, timeout=_SECONDS, check=False, env=environment
        )
    except (subprocess.TimeoutExpired, OSError) as error:
        raise FileError("label-tesseract", reason=type(error).__name__) from error
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise FileError("label-tesseract", reason=(said or ["?"])[0][:200])
    return done.stdout.decode("utf-8", "replace")

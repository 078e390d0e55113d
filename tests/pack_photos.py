"""Packs drawn for the tests and for ``bench/label_photos.py``, and photographs of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["CODE", "HOW", "drawn", "photographed"]

CODE = "8710400000006"
HOW = ("plain", "turned", "blurred", "dim", "all")


def font(size: int, name: str = "DejaVuSans.ttf") -> Any:
    from PIL import ImageFont

    try:
        return ImageFont.truetype(name, size)
    except OSError:
        return ImageFont.load_default(size)


def drawn(
    text: str, *, ink: int = 25, paper: int = 235, size: int = 30, name: str = "DejaVuSans.ttf"
) -> Image:
    """Draw a pack: wrapped text, and a barcode below."""
    import zxingcpp
    from PIL import Image, ImageDraw

    letters = font(size, name)
    high = size * 46 // 30
    measure = ImageDraw.Draw(Image.new("L", (10, 10)))
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if measure.textlength(longer, font=letters) > 1100:
            lines.append(word)
        else:
            lines[-1] = longer
    image = Image.new("L", (1240, high * len(lines) + 320), paper)
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        draw.text((60, 60 + high * number), line, fill=ink, font=letters)
    barcode = zxingcpp.create_barcode(CODE, zxingcpp.BarcodeFormat.EAN13)
    bars = Image.fromarray(barcode.to_image(scale=3)).convert("L")
    image.paste(bars, (60, high * len(lines) + 110))
    return image


def photographed(image: Image, how: str) -> Image:
    """Make a drawn pack look as a telephone sees it in a shop.

    `how` is "turned", "blurred", "dim" (a quarter of the light, noise), "all" of it, or "plain".
    """
    import numpy as np
    from PIL import Image as Pillow
    from PIL import ImageFilter

    chance = np.random.default_rng(5)
    if how == "plain":
        return image
    if how == "turned":
        return image.rotate(4.0, expand=True, fillcolor=205, resample=Pillow.Resampling.BICUBIC)
    if how == "blurred":
        return image.filter(ImageFilter.GaussianBlur(1.3))
    if how == "all":
        image = image.rotate(-3.0, expand=True, fillcolor=205, resample=Pillow.Resampling.BICUBIC)
        image = image.filter(ImageFilter.GaussianBlur(0.9))
    pixels = np.asarray(image, dtype=np.float32)
    light = (
        np.linspace(0.22, 0.5, image.width)[None, :] * np.linspace(1.0, 0.7, image.height)[:, None]
    )
    dim = pixels * light + chance.normal(0, 2.5, pixels.shape)
    return Pillow.fromarray(np.clip(dim, 0, 255).astype(np.uint8))

"""What a barcode stands for: a list of products on this computer, or Open Food Facts.

The network is asked only where the settings allow it, and each time only after somebody ticked that
they want it; then the number alone is sent.
"""

from __future__ import annotations

from typing import Final

from legaat.errors import InputError, UsageError
from legaat.labels import LabelText, ask_online, check_digit_fits, find_barcode
from legaat.web._config import WebConfig

__all__ = ["find_product"]

_SECONDS: Final = 10.0
"""Longest time to look through the list; a person is waiting."""


def find_product(
    code: str, config: WebConfig, *, online: bool = False, lang: str | None = None
) -> LabelText:
    """Return what is known of the product with a barcode.

    Parameters
    ----------
    code : str
        As typed or read.
    config : WebConfig
    online : bool
        Somebody ticked, for this number, that Open Food Facts may be asked.
    lang : {"nl", "en"}, optional
        Language that is preferred.

    Raises
    ------
    InputError
        It is no barcode, or the product isn't known.
    FileError
        The list can't be read, or there was no answer in time.
    FormatError, RefusedError
        The answer is no product, too large, or leads elsewhere.
    UsageError
        `online`, where the settings don't allow it.
    """
    if not check_digit_fits(code):
        raise InputError("label-check-digit", code=code.strip()[:40])
    if config.products is not None and not online:
        return find_barcode(code, config.products, lang, seconds=_SECONDS)
    if not online:
        raise InputError("label-barcode-unknown", code=code.strip()[:40])
    if not config.ask_online:
        raise UsageError("label-ask-first")
    return ask_online(code, lang)

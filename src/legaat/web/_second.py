"""The second factor: codes of an app (TOTP, RFC 6238) and recovery codes for a lost telephone.

Each code works once. That is one conditional update or delete, so that of two that come in at the
same moment only one is let in.
"""

from __future__ import annotations

import base64
import re
import secrets
from hashlib import sha256
from typing import Any, Final, cast

from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.orm import Session

from legaat.web._identity import audit
from legaat.web._models import Account, Recovery
from legaat.web._store import now
from legaat.web._vault import Vault

__all__ = [
    "address",
    "codes_left",
    "confirm_totp",
    "drop_totp",
    "enrol_totp",
    "new_codes",
    "picture",
    "second_fits",
    "waiting_secret",
]

_CODES: Final = 10
_CODE_BYTES: Final = 10
"""80 random bits: too many to try, so a plain hash is enough."""


def second_fits(session: Session, vault: Vault, account: Account, code: str) -> bool:
    """Whether a code is right and was not used before; then it is used now."""
    code = re.sub(r"[\s-]", "", code).upper()
    if re.fullmatch(r"[0-9]{6}", code):
        if account.totp is None:
            return False
        counter = _counter(vault.open(account.totp, f"totp/{account.id}"), code)
        return counter is not None and _use(session, account.id, counter)
    gone = session.execute(
        delete(Recovery).where(
            Recovery.code_hash == _hash(account.id, code), Recovery.account == account.id
        )
    )
    if cast("CursorResult[Any]", gone).rowcount != 1:
        return False
    audit(session, account.id, "recovery code used")
    return True


def _counter(secret: bytes, code: str) -> int | None:
    """Return the time step that a code belongs to: now, the one before, or the one after."""
    import pyotp

    totp = pyotp.TOTP(secret.decode())
    step = int(now().timestamp()) // totp.interval
    fitting = [
        counter
        for counter in (step - 1, step, step + 1)
        if secrets.compare_digest(totp.generate_otp(counter), code)
    ]
    return fitting[-1] if fitting else None


def _use(session: Session, account: str, counter: int) -> bool:
    used = session.execute(
        update(Account)
        .where(Account.id == account, Account.totp_last < counter)
        .values(totp_last=counter)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", used).rowcount == 1


def enrol_totp(session: Session, vault: Vault, account_id: str, *, confirmed: bool = False) -> str:
    """Make a secret and return it; it counts once a code of it was given.

    Parameters
    ----------
    session : Session
    vault : Vault
    account_id : str
    confirmed : bool
        It counts at once: whoever runs the server hands it over.
    """
    import pyotp

    account = session.get_one(Account, account_id)
    secret = pyotp.random_base32()
    if confirmed:
        account.totp = vault.seal(secret.encode(), f"totp/{account_id}")
    else:
        account.totp_new = vault.seal(secret.encode(), f"totp-new/{account_id}")
    return secret


def waiting_secret(session: Session, vault: Vault, account_id: str) -> str | None:
    """Return the secret that waits for its first code, or None."""
    sealed = session.get_one(Account, account_id).totp_new
    return None if sealed is None else vault.open(sealed, f"totp-new/{account_id}").decode()


def confirm_totp(session: Session, vault: Vault, account_id: str, code: str) -> bool:
    """Let a new secret count, if the app gives the right code for it."""
    secret = waiting_secret(session, vault, account_id)
    code = re.sub(r"\s", "", code)
    if secret is None or not re.fullmatch(r"[0-9]{6}", code):
        return False
    counter = _counter(secret.encode(), code)
    if counter is None:
        return False
    account = session.get_one(Account, account_id)
    account.totp = vault.seal(secret.encode(), f"totp/{account_id}")
    account.totp_new, account.totp_last = None, counter
    audit(session, account_id, "second factor on")
    return True


def drop_totp(session: Session, account_id: str) -> None:
    """Turn the second factor off; its recovery codes go with it."""
    account = session.get_one(Account, account_id)
    account.totp = account.totp_new = None
    session.execute(delete(Recovery).where(Recovery.account == account_id))


def new_codes(session: Session, account_id: str) -> list[str]:
    """Make recovery codes and return them, to be shown once; older ones stop working."""
    session.execute(delete(Recovery).where(Recovery.account == account_id))
    codes = [
        base64.b32encode(secrets.token_bytes(_CODE_BYTES)).decode().lower() for _ in range(_CODES)
    ]
    session.add_all(
        Recovery(code_hash=_hash(account_id, code.upper()), account=account_id) for code in codes
    )
    return ["-".join(code[i : i + 4] for i in range(0, len(code), 4)) for code in codes]


def codes_left(session: Session, account_id: str) -> int:
    """Return how many recovery codes were not used."""
    found = session.scalar(select(func.count()).where(Recovery.account == account_id))
    return found or 0


def _hash(account: str, code: str) -> str:
    return sha256(f"{account}/{code}".encode()).hexdigest()


def address(name: str, secret: str) -> str:
    """Return the address that an app reads from the picture."""
    import pyotp

    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name="Legaat")


def picture(text: str, title: str) -> str:
    """Return a QR code as SVG, drawn here: no style attribute, nothing from elsewhere."""
    import segno

    code = segno.make(text, error="m", micro=False)
    return code.svg_inline(
        dark="#000",
        light="#fff",
        border=3,
        title=title,
        svgclass="qr",
        lineclass=None,
        omitsize=True,
    )

"""The key: another's is refused at start, and a new one takes its place without loss."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import select, update

from legaat.errors import FileError, UsageError
from legaat.web import create_app
from legaat.web._config import WebConfig
from legaat.web._database import Database
from legaat.web._identity import LOCAL, ensure_local
from legaat.web._keys import open_vault, reseal, rotate
from legaat.web._models import Job, KeyCheck, Record
from legaat.web._store import Store, now
from legaat.web._vault import MOST_KEYS, Vault, read_keys, write_keys
from web_factory import Somebody, config, running


def _kept(settings: WebConfig, database: Database) -> str:
    vault = open_vault(settings, database)
    with database.session() as session:
        ensure_local(session)
        session.flush()
        session.add(
            Job(
                id="job", owner=LOCAL, kind="read", state="done", attempts=1, done=1.0,
                created=now(), body=vault.seal(b"{}", f"{LOCAL}/job/job"),
                result=vault.seal(b"{}", f"{LOCAL}/result/job"),
            )
        )  # fmt: skip
        return Store(session, vault, LOCAL, LOCAL).add("person", b'{"age_years": 43}')


def _read(settings: WebConfig, database: Database, record: str) -> bytes:
    vault = open_vault(settings, database)
    with database.session() as session:
        found = Store(session, vault, LOCAL, LOCAL).get(record, "person")
    assert found is not None
    return found.body


def test_a_new_key_seals_what_is_new_and_the_old_still_opens(
    database: str | None, tmp_path: Path
) -> None:
    settings = config(tmp_path / "web", database=database)
    place = Database(settings)
    record = _kept(settings, place)
    before = settings.key_path.read_bytes()
    rotate(settings)
    assert len(read_keys(settings.key_path)) == 2
    assert settings.key_path.stat().st_mode & 0o077 == 0
    assert _read(settings, place, record) == b'{"age_years": 43}'
    done, aside = reseal(settings, place)
    # Nothing of the old key is needed any more: a record, a job and its result.
    assert done == 3
    assert aside is not None
    assert aside.read_bytes() == before
    assert settings.key_path.read_bytes() != before
    assert len(read_keys(settings.key_path)) == 1
    assert _read(settings, place, record) == b'{"age_years": 43}'
    with place.session() as session:
        vault = Vault.at(settings.key_path)
        assert session.scalars(select(KeyCheck.key_id)).all() == [vault.newest]
        job = session.get_one(Job, "job")
        assert vault.open(job.result or b"", f"{LOCAL}/result/job") == b"{}"
    assert reseal(settings, place) == (0, None)
    place.close()


def test_the_old_key_stays_while_something_needs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = config(tmp_path / "web")
    place = Database(settings)
    record = _kept(settings, place)
    old = Vault.at(settings.key_path)
    rotate(settings)
    from legaat.web import _keys

    seal_all = _keys._reseal

    def meanwhile(*told: object) -> int:
        done = seal_all(*told)  # type: ignore[arg-type]
        # A server that was not restarted writes with the old key.
        with place.session() as session:
            body = old.seal(b"{}", f"{LOCAL}/person/{record}")
            session.execute(update(Record).values(body=body))
        return done

    monkeypatch.setattr(_keys, "_reseal", meanwhile)
    with pytest.raises(UsageError):
        reseal(settings, place)
    assert len(read_keys(settings.key_path)) == 2
    place.close()


def test_another_key_is_refused_at_start(tmp_path: Path) -> None:
    settings = config(tmp_path / "web")
    with running(settings) as client:
        Somebody(client).profile()
    right = settings.key_path.read_bytes()
    write_keys(settings.key_path, (os.urandom(32),))
    with pytest.raises(FileError) as refused:
        create_app(settings)
    assert refused.value.id == "web-key-other"
    settings.key_path.unlink()
    with pytest.raises(FileError) as refused:
        create_app(settings)
    assert refused.value.id == "web-key-missing"
    # No new key stands where the lost one belongs.
    assert not settings.key_path.exists()
    write_keys(settings.key_path, (right,))
    with running(settings) as client:
        assert len(client.get("/api/v1/profiles").json()["profiles"]) == 1


def test_a_key_elsewhere_is_made_once(tmp_path: Path) -> None:
    settings = replace(config(tmp_path / "web"), key_file=tmp_path / "safe" / "key")
    with running(settings) as client:
        Somebody(client).profile()
    assert settings.key_path.stat().st_size == 32
    assert settings.key_path.parent.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("body", [b"", b"x" * 31, b"x" * 33, b"x" * 32 * 17])
def test_what_is_no_key_is_refused(tmp_path: Path, body: bytes) -> None:
    (tmp_path / "key").write_bytes(body)
    with pytest.raises(FileError):
        Vault.at(tmp_path / "key")


def test_what_was_sealed_before_keys_had_names_still_opens() -> None:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    old, new = os.urandom(32), os.urandom(32)
    for nonce in (os.urandom(12), b"LGT1" + Vault(old)._newest + b"\x00" * 4):
        sealed = nonce + AESGCM(old).encrypt(nonce, b"secret", b"anna")
        assert Vault(new, old).open(sealed, "anna") == b"secret"
        with pytest.raises(InvalidTag):
            Vault(new).open(sealed, "anna")
    for noise in (b"", b"x", b"LGT1", os.urandom(60)):
        with pytest.raises(InvalidTag):
            Vault(new, old).open(noise, "anna")


def test_a_keyed_hash_needs_the_key() -> None:
    one, other = Vault(os.urandom(32)), Vault(os.urandom(32))
    assert one.mac("anna") == one.mac("anna")
    assert one.mac("anna") != one.mac("bert")
    assert one.mac("anna") != other.mac("anna")


def test_so_many_keys_are_refused_before_anything_is_lost(tmp_path: Path) -> None:
    settings = config(tmp_path / "web")
    place = Database(settings)
    record = _kept(settings, place)
    for _ in range(MOST_KEYS - 1):
        rotate(settings)
    before = settings.key_path.read_bytes()
    for _ in range(3):
        with pytest.raises(UsageError) as caught:
            rotate(settings)
        assert caught.value.id == "web-key-many"
        assert "reseal" in caught.value.do("en")
    assert settings.key_path.read_bytes() == before
    assert _read(settings, place, record) == b'{"age_years": 43}'
    # The way out works, also when so many lie aside already.
    for _ in range(2):
        reseal(settings, place)
        for _ in range(MOST_KEYS - 1):
            rotate(settings)
    _, aside = reseal(settings, place)
    assert aside is not None
    assert len(read_keys(aside, 1000)) == 3 * (MOST_KEYS - 1)
    assert _read(settings, place, record) == b'{"age_years": 43}'
    place.close()

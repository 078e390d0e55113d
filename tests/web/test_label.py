"""In the shop: by text, barcode or photo; nothing kept, nothing sent unless it was ticked."""

from __future__ import annotations

import dataclasses
import gzip
import http.server
import io
import json
import re
import shutil
import struct
import subprocess
import threading
import zlib
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from legaat.labels import _online
from legaat.reports import schema
from pack_photos import CODE, drawn
from web_factory import Somebody, config, running

PACK = (
    "Voedingssupplement. Ingrediënten: Bifidobacterium bifidum MIMBb75 (hitte-geïnactiveerd) "
    "1 miljard cellen per capsule, melkpoeder. Kan sporen van soja bevatten. Helpt tegen PDS."
)
PRODUCT = {"code": CODE, "lang": "en", "product_name": "Kefir <b>A</b>",
           "ingredients_text_en": "pasteurised milk, Lactobacillus kefiri"}  # fmt: skip
needs_photo = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="needs the program Tesseract"
)


def words(page: Any) -> str:
    """Return what a page says, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def picture(image: Any, kind: str = "PNG") -> bytes:
    held = io.BytesIO()
    image.save(held, kind)
    return held.getvalue()


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Somebody]:
    """A local face that may ask Open Food Facts after a tick, as `legaat serve` sets it up."""
    settings = dataclasses.replace(config(tmp_path / "web"), ask_online=True)
    with running(settings) as client:
        yield Somebody(client)


@pytest.fixture
def facts(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A server that stands in for Open Food Facts: what it was asked."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            body = json.dumps({"product": PRODUCT}).encode()
            known = CODE in self.path
            self.send_response(200 if known else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    there = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    address = f"http://127.0.0.1:{there.server_port}/api/v2/product/{{code}}.json"
    monkeypatch.setattr(_online, "ADDRESS", address)
    thread = threading.Thread(target=there.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield asked
    there.shutdown()
    there.server_close()
    thread.join(5)


def test_the_verdict_comes_first_with_its_sources_one_tap_away(local: Somebody) -> None:
    page = local.post("/label", {"text": PACK})
    said = words(page)
    assert said.index("A postbiotic, by what the label says") < said.index("Before you buy")
    assert 'href="/know/I001"' in page.text
    assert 'href="/know/bifidobacterium-bifidum-mimbb75"' in page.text
    assert 'href="/know/S15"' in page.text
    assert "Not allowed." in said
    assert "1 billion cells per capsule" in said


def test_what_a_label_says_is_never_markup(local: Somebody) -> None:
    page = local.post("/label", {"text": '<script>alert(1)</script> "milk" \u202e', "name": "<i>"})
    assert "<script>" not in page.text
    assert "\u202e" not in page.text.split("<textarea")[0]


def test_allergies_of_the_person_are_marked_and_screened(local: Somebody) -> None:
    local.post("/you", {"age_years": "40", "allergies": "milk", "immune": "normal"})
    page = local.post("/label", {"text": PACK})
    assert 'class="mine"' in page.text
    assert 'href="/know/S44"' in page.text
    assert "Leave it." in words(page)
    assert "milk" not in str(page.url)


def test_nothing_is_kept(local: Somebody) -> None:
    local.post("/label", {"text": PACK})
    assert "Nothing is kept" in words(local.get("/mine"))


def test_an_empty_form_says_what_to_do_here_and_not_in_a_terminal(local: Somebody) -> None:
    page = local.post("/label", {"text": " "})
    assert page.status_code == 400
    assert 'role="alert"' in page.text
    assert "--" not in words(page)


def test_two_products_stand_beside_each_other(local: Somebody) -> None:
    page = local.post("/label", {"way": "second", "first": PACK})
    assert "The first product is kept beside" in words(page)
    page = local.post("/label", {"text": "Kefir: milk, Lactobacillus kefiri", "first": PACK})
    table = page.text.split('class="beside-table"')[1].split("</table>")[0]
    assert "Bifidobacterium bifidum" in table
    assert "Lentilactobacillus kefiri" in table


def test_beside_each_other_both_are_screened_for_the_person(local: Somebody) -> None:
    local.post("/you", {"age_years": "40", "allergies": "milk", "immune": "normal"})
    page = local.post("/label", {"text": "Water, inuline 5 g", "first": PACK})
    table = page.text.split('class="beside-table"')[1].split("</table>")[0]
    assert "This holds milk" in table


@pytest.mark.parametrize("code", ["8710400000007", "12", "abc", "٣" * 13])
def test_a_number_that_is_no_barcode_is_a_clear_error(
    shop: Somebody, facts: list[str], code: str
) -> None:
    page = shop.post("/label", {"way": "barcode", "code": code, "online": "yes"})
    assert page.status_code == 400
    assert not facts


def test_nothing_is_sent_before_the_tick(shop: Somebody, facts: list[str]) -> None:
    page = shop.post("/label", {"way": "barcode", "code": CODE})
    assert f"Yes, send the number {CODE} to world.openfoodfacts.org" in words(page)
    assert '<input type="checkbox" name="online" value="yes" required>' in page.text
    assert not facts


def test_after_the_tick_only_the_number_is_sent(shop: Somebody, facts: list[str]) -> None:
    page = shop.post("/label", {"way": "barcode", "code": CODE, "online": "yes"})
    assert facts == [f"/api/v2/product/{CODE}.json"]
    assert "Lentilactobacillus kefiri" in page.text
    assert "Kefir &lt;b&gt;A&lt;/b&gt;" in page.text
    assert "everybody can write in" in words(page)
    again = shop.post("/label", {"way": "barcode", "code": CODE})
    assert len(facts) == 1, "the tick holds for one time"
    assert "Lentilactobacillus" not in again.text


def test_a_product_that_nobody_knows(shop: Somebody, facts: list[str]) -> None:
    page = shop.post("/label", {"way": "barcode", "code": "96385074", "online": "yes"})
    assert page.status_code == 400
    assert "does not know" in words(page)


@pytest.mark.parametrize("mode", ["local", "server"])
def test_the_network_stays_off_where_the_settings_say_so(
    mode: Any, tmp_path: Path, facts: list[str]
) -> None:
    from web_factory import add_accounts, logged_in

    with running(config(tmp_path / "web", mode)) as client:
        me = Somebody(client)
        if mode == "server":
            add_accounts(client, "anna")
            me = logged_in(client, "anna")
        page = me.post("/label", {"way": "barcode", "code": CODE})
        assert 'name="online"' not in page.text
        page = me.post("/label", {"way": "barcode", "code": CODE, "online": "yes"})
        assert page.status_code == 400
        assert not facts


def test_the_settings_of_a_server_leave_the_network_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from legaat.web import WebConfig

    monkeypatch.delenv("LEGAAT_ASK_ONLINE", raising=False)
    assert not WebConfig.from_environment("server", folder=tmp_path).ask_online
    assert WebConfig.from_environment("local", folder=tmp_path).ask_online
    monkeypatch.setenv("LEGAAT_ASK_ONLINE", "0")
    assert not WebConfig.from_environment("local", folder=tmp_path).ask_online


@pytest.mark.parametrize("packed", [False, True])
def test_a_list_on_this_computer_comes_before_the_network(
    packed: bool, tmp_path: Path, facts: list[str]
) -> None:
    lines = b'{"code": "1"}\n' + json.dumps(PRODUCT).encode() + b"\n"
    products = tmp_path / "products.jsonl"
    products.write_bytes(gzip.compress(lines) if packed else lines)
    settings = dataclasses.replace(config(tmp_path / "web"), ask_online=True, products=products)
    with running(settings) as client:
        page = Somebody(client).post("/label", {"way": "barcode", "code": CODE})
    assert "Lentilactobacillus kefiri" in page.text
    assert not facts


def test_a_list_that_is_cut_off_is_a_clear_error(tmp_path: Path) -> None:
    products = tmp_path / "products.jsonl.gz"
    products.write_bytes(gzip.compress(b"x" * 100_000)[:60])
    settings = dataclasses.replace(config(tmp_path / "web"), products=products)
    with running(settings) as client:
        page = Somebody(client).post("/label", {"way": "barcode", "code": CODE})
    assert page.status_code == 400
    assert "damaged or cut off" in words(page)


@needs_photo
def test_a_photo_is_read_and_shown_to_be_corrected(local: Somebody) -> None:
    pytest.importorskip("zxingcpp", reason="needs the extra 'photo'")
    photo = picture(drawn(PACK).convert("RGB"), "JPEG")
    page = local.post("/label", {"way": "photo"}, files={"photo": ("p.jpg", photo, "image/jpeg")})
    assert "A postbiotic, by what the label says" in words(page)
    shown = page.text.split("<textarea")[1]
    assert "MIMBb75" in shown
    assert f"Look up the barcode {CODE}" in words(page)
    more = local.post("/label", {"way": "photo", "text": "Bevat vis."},
                      files={"photo": ("p.jpg", photo, "image/jpeg")})  # fmt: skip
    assert "fish" in words(more)
    assert "MIMBb75" in more.text


def test_a_barcode_is_read_from_a_photo(shop: Somebody, facts: list[str]) -> None:
    pytest.importorskip("zxingcpp", reason="needs the extra 'photo'")
    bars = picture(drawn("milk"))
    page = shop.post("/label", {"way": "barcode"}, files={"bars": ("p.png", bars, "image/png")})
    assert f"{CODE} isn't in a list" in words(page)
    assert not facts
    from PIL import Image

    grey = picture(Image.new("L", (200, 200), 128))
    page = shop.post("/label", {"way": "barcode"}, files={"bars": ("p.png", grey, "image/png")})
    assert page.status_code == 400
    assert "No barcode could be read" in words(page)


def huge(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes that says it is as large as this."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 99))


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (huge(60_000, 60_000), "image/png"),
        (huge(1, 2_000_000_000), "image/png"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
        (b"not a picture", "image/jpeg"),
        (b"\x80\x04\x95cposix\nsystem\n.", "../../../etc/passwd"),
    ],
)
@pytest.mark.parametrize("field", ["photo", "bars"])
def test_a_hostile_photo_is_refused_and_nothing_is_left(
    local: Somebody, content: bytes, kind: str, field: str
) -> None:
    pytest.importorskip("zxingcpp", reason="needs the extra 'photo'")
    way = "photo" if field == "photo" else "barcode"
    page = local.post("/label", {"way": way}, files={field: ("../x.png", content, kind)})
    assert page.status_code == 400
    assert 'role="alert"' in page.text
    assert "Nothing is kept" in words(local.get("/mine"))


def test_nothing_of_a_label_stands_in_the_log(
    local: Somebody, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO"):
        local.post("/label", {"text": PACK})
        local.post("/label", {"way": "barcode", "code": CODE})
    assert "MIMBb75" not in caplog.text
    assert CODE not in caplog.text


def test_the_script_is_sound() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs Node.js")
    path = Path(__file__).parents[2] / "src" / "legaat" / "web" / "static" / "label.js"
    subprocess.run([node, "--check", str(path)], check=True, timeout=60)


def test_what_was_not_checked_is_said_before_what_was_found(local: Somebody) -> None:
    local.post("/you", {"age_years": "40", "allergies": "pollen", "immune": "normal"})
    said = words(local.post("/label", {"text": "Lekker, 500 g"}))
    assert "Not checked on this label:" in said
    assert "We did not read a whole list of ingredients" in said
    assert "find nothing" not in said
    assert "we found no word" not in said.split("Not checked on this label:")[0]


API = "/api/v1/labels"


@pytest.fixture
def stocked(tmp_path: Path) -> Iterator[Somebody]:
    """A local face with a list of one product, that may ask Open Food Facts after a tick."""
    products = tmp_path / "products.jsonl"
    products.write_bytes(json.dumps(PRODUCT).encode() + b"\n")
    settings = dataclasses.replace(config(tmp_path / "web"), ask_online=True, products=products)
    with running(settings) as client:
        yield Somebody(client)


def test_a_program_looks_a_barcode_up_for_the_person_that_was_told_of(stocked: Somebody) -> None:
    stocked.post("/you", {"age_years": "40", "allergies": "milk", "immune": "normal"})
    answer = stocked.client.post(f"{API}/barcode", json={"code": CODE})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    jsonschema.validate(found, schema("label"))
    assert found["product"].startswith("Kefir")
    assert "milk" in found["allergens"]
    assert any(one["stop"] for one in found["person"])
    dutch = stocked.client.post(f"{API}/barcode?lang=nl", json={"code": CODE}).json()
    assert [one["why"] for one in dutch["checks"]] != [one["why"] for one in found["checks"]]


def test_a_program_is_told_of_an_unknown_or_wrong_barcode_and_nothing_is_sent(
    stocked: Somebody, facts: list[str]
) -> None:
    answer = stocked.client.post(f"{API}/barcode", json={"code": "4006381333931"})
    assert answer.status_code == 404
    assert "isn't in a list" in answer.json()["what"]
    assert "--online" not in answer.text
    answer = stocked.client.post(f"{API}/barcode", json={"code": CODE[:-1] + "x"})
    assert answer.status_code == 400
    assert answer.json()["do"]
    assert (
        stocked.client.post(f"{API}/barcode", json={"code": CODE, "online": 1}).status_code == 422
    )
    assert not facts


def test_a_program_sends_the_photo_of_a_barcode(stocked: Somebody) -> None:
    pytest.importorskip("zxingcpp", reason="needs the extra 'photo'")
    bars = {"file": ("p.png", picture(drawn("milk")), "image/png")}
    found = stocked.client.post(f"{API}/barcode/photo", files=bars).json()
    assert found["product"].startswith("Kefir")
    from PIL import Image

    grey = {"file": ("p.png", picture(Image.new("L", (200, 200), 128)), "image/png")}
    answer = stocked.client.post(f"{API}/barcode/photo", files=grey)
    assert (answer.status_code, answer.json()["do"][:7]) == (400, "Take it")


@pytest.mark.parametrize("way", ["photo", "barcode/photo"])
def test_a_program_sends_no_hostile_photo_either(local: Somebody, way: str) -> None:
    pytest.importorskip("zxingcpp", reason="needs the extra 'photo'")
    for content, kind in ((huge(60_000, 60_000), "image/png"), (b"not a picture", "image/jpeg")):
        sent = {"file": ("../x.png", content, kind)}
        answer = local.client.post(f"{API}/{way}?lang=nl", files=sent)
        assert answer.status_code == 400
        assert answer.json()["do"]
        assert "pip" not in answer.text
    assert "Nothing is kept" in words(local.get("/mine"))


@pytest.mark.parametrize("way", ["", "/photo", "/barcode", "/barcode/photo"])
def test_on_a_server_a_label_asks_for_a_login(server: Any, way: str) -> None:
    sent: dict[str, Any] = {"json": {"code": CODE} if way else {"text": PACK}}
    if way.endswith("photo"):
        sent = {"files": {"file": ("p.png", b"x", "image/png")}}
    assert server.post(f"{API}{way}", **sent).status_code == 401


def test_what_is_in_it_for_a_rule_is_named_on_the_page(local: Somebody) -> None:
    local.post("/you", {"age_years": "40", "conditions": "ibs", "immune": "normal"})
    said = words(local.post("/label", {"text": "Ingredients: oats, honey, apple juice, salt"}))
    assert "On this label: honey, apple juice." in said
    assert "<mark>honey</mark>" in local.post("/label", {"text": "Ingredients: honey, salt"}).text


def test_a_reason_to_leave_it_comes_before_everything_else(local: Somebody) -> None:
    local.post("/you", {"age_years": "40", "allergies": "milk", "immune": "normal"})
    page = local.post("/label", {"text": "Kefir. Ingredients: milk, kefir cultures"})
    said = words(page)
    assert "Leave it: there" in said
    assert said.index("Leave it: there") < said.index("Alive")
    assert 'href="#for-you"' in page.text
    assert 'id="for-you"' in page.text


def test_what_is_about_microbes_is_folded_where_there_are_none(local: Somebody) -> None:
    page = local.post("/label", {"text": "Ingredients: rice, water, salt"})
    said = words(page)
    assert "7 things that are about microbes, and there are none here: " in said
    listed = page.text.split('<ul class="checks">')[0]
    assert "No microbe is named" not in listed
    assert "about microbes, and" not in words(local.post("/label", {"text": PACK}))

"""The web face under load: people who read, move sliders and plan, each at their own pace.

Run ``python bench/web.py [--people 50] [--seconds 60]``. A server of its own is started on this
machine. Every person has a profile of their own. One person alone gives the median to compare with:
the same mix of pages, and a new profile after as many requests as one of the crowd makes, so that
as many of them find no twin yet. Then the crowd. Prints errors, the 95th percentile of the crowd as
a multiple of that median (aim: no errors, at most ten times), the same for each kind of page, and
the server's memory.

``--mix asked`` (the default) is reports and what-if pages as they open, with the points;
``--mix ranges`` asks each what-if page with all its ranges and curves, as without a script;
``--mix wide`` adds the streams of the sliders, plans and searches, most of which are light: there
the lone median is a few thousandths of a second.
"""

from __future__ import annotations

import argparse
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

EXAMPLE = Path(__file__).parents[1] / "examples" / "profile.tsv"
THINKS = (4.0, 16.0)
"""Seconds between two requests of one person: our own choice."""

MIXES = {
    "asked": (("report", 40), ("what-if", 60)),
    "ranges": (("report", 40), ("ranges", 60)),
    "wide": (("report", 30), ("what-if", 20), ("stream", 30), ("plan", 10), ("know", 10)),
}
"""What people ask for, in parts of a hundred: our own choice."""

_WORDS = 4000
"""Bytes of a failed answer that are looked at."""

Mix = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """One answer: until it was there (for a stream its first event), and until all of it was."""

    kind: str
    seconds: float
    ok: bool
    whole: float
    trouble: str = ""


@contextmanager
def server() -> Iterator[tuple[str, int]]:
    """Start a server in a folder of its own; give its address and process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "legaat", "serve", "--no-open", "--port", str(port)]
        process = subprocess.Popen([*command, "--folder", folder], stderr=subprocess.DEVNULL)
        url = f"http://127.0.0.1:{port}"
        try:
            for _ in range(600):
                try:
                    httpx2.get(f"{url}/healthz")
                    break
                except httpx2.TransportError:
                    time.sleep(0.25)
            yield url, process.pid
        finally:
            process.terminate()
            process.wait(40)


def table(people: int) -> bytes:
    """Return made-up samples, one for each person: the example's species in other shares."""
    names = [
        line.split("\t")[0].rsplit("s__", 1)[1].replace("_", " ")
        for line in EXAMPLE.read_text().splitlines()
        if "s__" in line and "t__" not in line
    ]
    draw = random.Random(1)
    drawn = [[draw.lognormvariate(0, 1.5) for _ in range(people)] for _ in names]
    totals = [sum(row[i] for row in drawn) for i in range(people)]
    head = "taxon\t" + "\t".join(f"P{i}" for i in range(people))
    rows = [
        f"{name}\t" + "\t".join(f"{100 * x / t:.6f}" for x, t in zip(row, totals, strict=True))
        for name, row in zip(names, drawn, strict=True)
    ]
    return "\n".join([head, *rows, ""]).encode()


def profiles(client: httpx2.Client, people: int) -> list[str]:
    """Upload a table and have it read; return the id of each person's profile."""
    files = {"file": ("people.tsv", table(people))}
    started = client.post("/api/v1/tables", files=files).json()
    for _ in range(1200):
        job = client.get(f"/api/v1/jobs/{started['job']}").json()
        if job["state"] not in {"waiting", "running"}:
            break
        time.sleep(0.25)
    if job["state"] != "done":
        raise SystemExit(f"the table was not read: {job}")
    found = client.get(f"/api/v1/tables/{started['upload']}").json()["samples"]
    return [row["id"] for row in found]


def visit(client: httpx2.Client, profile: str, chance: random.Random, turn: int, mix: Mix) -> Seen:
    """Ask for one page; return how long it took and whether it went well."""
    [kind] = chance.choices([k for k, _ in mix], [n for _, n in mix])
    amount = chance.choice((0.5, 1, 1.5, 2, 3))
    page = f"{profile.replace('-', '')[:32]}"
    path = {
        "report": f"/report/{profile}",
        "what-if": f"/what-if/{profile}?havermout={amount}",
        "ranges": f"/what-if/{profile}?havermout={amount}&whole=1",
        "stream": f"/what-if/{profile}/stream?havermout={amount}&page={page}&turn={turn}"
        "&moved=havermout",
        "plan": f"/plan/{profile}",
        "know": "/know?q=butyrate",
    }[kind]
    start = time.perf_counter()
    first: float | None = None
    trouble = ""
    try:
        # A stream answers with its first event; what follows are ranges and curves.
        with client.stream("GET", path) as answer:
            ok = answer.status_code == 200
            words = b""
            for piece in answer.iter_raw():
                if first is None:
                    first, words = time.perf_counter() - start, piece[:_WORDS]
            if not ok:
                again = answer.headers.get("retry-after", "never")
                trouble = f"{answer.status_code}, again after {again}: {_said(words)}"
    except httpx2.TransportError as error:
        ok, trouble = False, f"{type(error).__name__}: {error}"
    whole = time.perf_counter() - start
    seconds = first if kind == "stream" and first is not None else whole
    return Seen(kind, seconds, ok, whole, trouble)


def _said(body: bytes) -> str:
    """Return the first words of an answer, without what is markup."""
    text = body.decode("utf-8", "replace").partition("<body>")[2] or body.decode("utf-8", "replace")
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())[:120]


def tell(found: list[Seen]) -> None:
    """Print what went wrong: status and first words, and how often."""
    for (kind, words), n in Counter((one.kind, one.trouble) for one in found if not one.ok).items():
        print(f"  {n} times, {kind}: {words}")


def memory(pid: int) -> str:
    """Return the resident memory of a process, where the system tells it."""
    try:
        text = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return "unknown"
    found = re.search(r"VmRSS:\s+(\d+) kB", text)
    return f"{int(found[1]) / 1024:.0f} MB" if found else "unknown"


def p95(times: list[float]) -> float:
    """Return the 95th percentile."""
    return sorted(times)[int(0.95 * (len(times) - 1))]


def crowd(url: str, ids: list[str], seconds: float, mix: Mix) -> list[Seen]:
    """Let each person ask and think, and return what they saw."""
    found: list[Seen] = []
    until = time.monotonic() + seconds

    def person(number: int) -> None:
        chance = random.Random(number)
        with httpx2.Client(base_url=url, timeout=120) as own:
            time.sleep(chance.uniform(0, THINKS[1]))
            turn = 0
            while time.monotonic() < until:
                turn += 1
                found.append(visit(own, ids[number], chance, turn, mix))
                time.sleep(chance.uniform(*THINKS))

    threads = [threading.Thread(target=person, args=(i,)) for i in range(len(ids))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def main() -> None:
    """Measure one person, then the crowd."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--alone", type=int, default=40)
    parser.add_argument("--mix", choices=sorted(MIXES), default="asked")
    options = parser.parse_args()
    mix = MIXES[options.mix]
    each = max(1, round(options.seconds / statistics.mean(THINKS)))
    lonely = -(-options.alone // each)
    with server() as (url, pid), httpx2.Client(base_url=url, timeout=120) as client:
        ids = profiles(client, options.people + lonely + 1)
        chance = random.Random(0)
        # What the server loads once, at its first answers, is nobody's waiting time here.
        for turn in range(4):
            visit(client, ids[-1], chance, turn, mix)
        alone = [
            visit(client, ids[options.people + i // each], chance, i, mix)
            for i in range(options.alone)
        ]
        median = statistics.median(one.seconds for one in alone)
        before = memory(pid)
        found = crowd(url, ids[: options.people], options.seconds, mix)
        after = memory(pid)
    print(f"one person, {len(alone)} requests: median {median:.3f} s, memory {before},"
          f" {sum(not one.ok for one in alone)} errors")  # fmt: skip
    tell(alone)
    times = [one.seconds for one in found]
    print(f"{options.people} people, {len(times)} requests: {sum(not one.ok for one in found)}"
          f" errors, memory {after}")  # fmt: skip
    tell(found)
    print(f"median {statistics.median(times):.3f} s, p95 {p95(times):.3f} s:"
          f" {p95(times) / median:.1f} times (aim: at most 10)")  # fmt: skip
    streams = [one.whole for one in found if one.kind == "stream"]
    if streams:
        print(f"streams to their end: median {statistics.median(streams):.3f} s,"
              f" p95 {p95(streams):.3f} s")  # fmt: skip
    kinds: dict[str, list[float]] = defaultdict(list)
    lone: dict[str, list[float]] = defaultdict(list)
    for rows, into in ((found, kinds), (alone, lone)):
        for one in rows:
            into[one.kind].append(one.seconds)
    for kind, own in sorted(kinds.items()):
        single = statistics.median(lone[kind]) if lone[kind] else float("nan")
        print(f"  {kind:8} n {len(own):4}  alone {single:.3f}  crowd median"
              f" {statistics.median(own):.3f}  p95 {p95(own):.3f}")  # fmt: skip


if __name__ == "__main__":
    main()

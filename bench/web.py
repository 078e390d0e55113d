"""The web face under load: people who read their report and move sliders, each at their own pace.

Run ``python bench/web.py [--people 50] [--seconds 60]``. A server of its own is started on this
machine; one person alone gives the median to compare with. Prints errors, and the 95th percentile
of the crowd as a multiple of that median (aim: no errors, at most ten times).
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

EXAMPLE = Path(__file__).parents[1] / "examples" / "profile.tsv"
PORT = 8896
THINKS = (4.0, 16.0)
"""Seconds between two requests of one person: our own choice."""


@contextmanager
def server() -> Iterator[str]:
    """Start a server in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "legaat", "serve", "--no-open", "--port", str(PORT)]
        process = subprocess.Popen([*command, "--folder", folder], stderr=subprocess.DEVNULL)
        url = f"http://127.0.0.1:{PORT}"
        try:
            for _ in range(240):
                try:
                    httpx2.get(f"{url}/healthz")
                    break
                except httpx2.TransportError:
                    time.sleep(0.25)
            yield url
        finally:
            process.terminate()
            process.wait(40)


def upload(client: httpx2.Client) -> str:
    """Upload the example and return the profile's id."""
    token = re.search(r'name="csrf" value="([^"]+)"', client.get("/").text)
    if token is None:
        raise SystemExit("no form on the start page")
    files = {"file": ("profile.tsv", EXAMPLE.read_bytes())}
    answer = client.post("/upload", data={"csrf": token[1]}, files=files)
    return str(answer.headers["location"]).rsplit("/", 1)[-1]


def visit(client: httpx2.Client, profile: str, chance: random.Random) -> tuple[float, bool]:
    """Ask for a report or a what-if; return the seconds and whether it went well."""
    path = f"/report/{profile}"
    if chance.random() < 0.6:
        path = f"/what-if/{profile}?inulin={chance.randrange(1, 20)}"
    start = time.perf_counter()
    answer = client.get(path)
    return time.perf_counter() - start, answer.status_code == 200


def main() -> None:
    """Measure one person, then the crowd."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0)
    options = parser.parse_args()
    with server() as url, httpx2.Client(base_url=url, timeout=120) as client:
        profile = upload(client)
        alone = [visit(client, profile, random.Random(i))[0] for i in range(12)]
        median = statistics.median(alone[2:])
        found: list[tuple[float, bool]] = []
        until = time.monotonic() + options.seconds

        def person(number: int) -> None:
            chance = random.Random(number)
            with httpx2.Client(base_url=url, timeout=120) as own:
                time.sleep(chance.uniform(0, THINKS[1]))
                while time.monotonic() < until:
                    found.append(visit(own, profile, chance))
                    time.sleep(chance.uniform(*THINKS))

        threads = [threading.Thread(target=person, args=(i,)) for i in range(options.people)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    times = sorted(seconds for seconds, _ in found)
    p95 = times[int(0.95 * (len(times) - 1))]
    print(f"one person: median {median:.2f} s")
    print(
        f"{options.people} people, {len(times)} requests: {sum(not ok for _, ok in found)} errors,"
    )
    middle = statistics.median(times)
    print(f"median {middle:.2f} s, p95 {p95:.2f} s: {p95 / median:.1f} times (aim: at most 10)")


if __name__ == "__main__":
    main()

"""What a monitor may know: counts and times by route, and how long the queue is; nothing of people.

The text format of Prometheus, version 0.0.4.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from threading import Lock
from typing import Final

__all__ = ["STATES", "Metrics"]

STATES: Final = ("waiting", "running", "done", "failed", "cancelled")
_STEPS: Final = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
"""Upper ends of the histogram, seconds."""


class Metrics:
    """Counts the answers of one process."""

    __slots__ = ("_counts", "_lock", "_started", "_steps", "_sums")

    def __init__(self) -> None:
        self._started = time.time()
        self._lock = Lock()
        self._counts: Counter[tuple[str, str, int]] = Counter()
        self._steps: dict[str, list[int]] = {}
        self._sums: dict[str, float] = {}

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answer.

        Parameters
        ----------
        method : str
        route : str
            The pattern of the address, never the address itself.
        status : int
        seconds : float
        """
        with self._lock:
            self._counts[method, route, status] += 1
            steps = self._steps.setdefault(route, [0] * (len(_STEPS) + 1))
            steps[next((i for i, end in enumerate(_STEPS) if seconds <= end), len(_STEPS))] += 1
            self._sums[route] = self._sums.get(route, 0.0) + seconds

    def text(self, jobs: Mapping[str, int]) -> str:
        """Return everything, as Prometheus reads it.

        Parameters
        ----------
        jobs : mapping of str to int
            How many jobs there are in each state.
        """
        with self._lock:
            lines = [
                *_head("legaat_up_seconds", "gauge", "Since this process started."),
                f"legaat_up_seconds {time.time() - self._started:.0f}",
                *_head("legaat_requests_total", "counter", "Answers by method, route and status."),
                *(
                    f'legaat_requests_total{{method="{_plain(method)}",route="{_plain(route)}",'
                    f'status="{status}"}} {n}'
                    for (method, route, status), n in sorted(self._counts.items())
                ),
                *_head("legaat_request_seconds", "histogram", "Time until the whole answer."),
                *(line for route in sorted(self._steps) for line in self._histogram(route)),
            ]
        lines += _head("legaat_jobs", "gauge", "Jobs in the queue by state.")
        lines += [f'legaat_jobs{{state="{state}"}} {jobs.get(state, 0)}' for state in STATES]
        return "\n".join(lines) + "\n"

    def _histogram(self, route: str) -> list[str]:
        name, label = "legaat_request_seconds", f'route="{_plain(route)}"'
        total, lines = 0, []
        for end, n in zip((*map(str, _STEPS), "+Inf"), self._steps[route], strict=True):
            total += n
            lines.append(f'{name}_bucket{{{label},le="{end}"}} {total}')
        lines.append(f"{name}_sum{{{label}}} {self._sums[route]:.6f}")
        lines.append(f"{name}_count{{{label}}} {total}")
        return lines


def _head(name: str, kind: str, words: str) -> list[str]:
    return [f"# HELP {name} {words}", f"# TYPE {name} {kind}"]


def _plain(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")

"""Write the tables of docs/safety.md from the knowledge tables.

Run from the project root::

    python scripts/build_safety.py             # rewrites what stands between the markers
    python scripts/build_safety.py --check     # only says whether it is up to date
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from pathlib import Path

from legaat._files import write_atomic
from legaat.knowledge import (
    OWN_RULE,
    Check,
    When,
    citation,
    interactions,
    red_flags,
    rules,
)

PAGE = Path(__file__).resolve().parents[1] / "docs" / "safety.md"
_MARKED = re.compile(r"(<!-- table (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def sources(ids: Iterable[str]) -> str:
    """Return citation ids with their state of verification, and our own precautions marked."""
    parts = []
    for source in ids:
        if source == OWN_RULE:
            parts.append("**our own precaution**")
        else:
            found = citation(source)
            if found.shown:
                parts.append(source if found.verified == "yes" else f"{source} (seen in part)")
    return ", ".join(parts)


def conditions(when: When) -> str:
    """Return for whom a check holds, as the tables write it."""
    lines = [
        " and ".join(("not " if a.negated else "") + a.fact.replace("=", ": ", 1) for a in line)
        for line in when
    ]
    return "; ".join(lines).replace("<:", "<=").replace(">:", ">=")


def _tags(check: Check) -> list[str]:
    return ["everything" if tag == "*" else tag for tag in check.what]


def acts(checks: Iterable[Check]) -> str:
    """Return what the checks of a rule do."""
    return "<br>".join(
        f"{check.then} *{', '.join(_tags(check))}* if {conditions(check.when)}"
        + (f" (not known: {check.if_unknown})" if check.if_unknown else "")
        for check in checks
    )


def rows(kind: str) -> list[tuple[str, ...]]:
    """Return the head and the rows of one table."""
    if kind == "rules":
        body = [
            (
                rule.id,
                rule.kind,
                rule.why.en,
                "<br>".join(
                    part
                    for part in (
                        acts(rule.checks),
                        *(f"refer ({r.urgency}) if {conditions(r.when)}" for r in rule.refers),
                        f"through {', '.join(rule.through)}" if rule.through else "",
                    )
                    if part
                ),
                sources(rule.citations),
            )
            for rule in rules()
        ]
        return [("id", "kind", "why", "what it does", "sources"), *body]
    if kind == "interactions":
        pairs = [
            (pair.id, pair.severity, pair.say.en, acts(pair.checks), sources(pair.citations))
            for pair in interactions()
        ]
        return [("id", "severity", "what is said", "what it does", "sources"), *pairs]
    flags = [
        (flag.id, flag.urgency, flag.sign.en, conditions(flag.when), sources(flag.citations))
        for flag in red_flags()
    ]
    return [("id", "urgency", "sign", "told as", "sources"), *flags]


def table(kind: str) -> str:
    """Return one table as Markdown."""
    head, *body = rows(kind)
    lines = [head, tuple("---" for _ in head), *body]
    return "".join(f"| {' | '.join(c.replace('|', '/') for c in line)} |\n" for line in lines)


def build(text: str) -> str:
    """Return the page with its tables written anew."""
    return _MARKED.sub(lambda m: m[1] + table(m[2]) + m[3], text)


def main() -> int:
    """Rewrite or compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare only")
    options = parser.parse_args()
    old = PAGE.read_text(encoding="utf-8")
    new = build(old)
    if old != new and not options.check:
        write_atomic(PAGE, new)
    print("docs/safety.md is up to date" if old == new else "docs/safety.md has changed")
    return 1 if options.check and old != new else 0


if __name__ == "__main__":
    sys.exit(main())

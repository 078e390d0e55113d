"""How much the twin costs, beside MICOM where asked.

::

    python bench/twin.py                       # N = 5 … 80, fractions 0.5 and 0.9
    python bench/twin.py 5 20 --oracle         # and a certificate from the uncompiled matrices
    python bench/twin.py 20 --whatif           # and twenty changes of the medium
    python bench/twin.py 20 --micom            # and MICOM 0.39.1, in an environment of its own
    python bench/twin.py --compile             # and all species against cobra's loading

Needs the shared data. Everything runs in a process of its own with one thread for linear
algebra; CPU seconds are of that process, user and system together; memory is its peak resident
size. MICOM is given the same abundances, medium, JSON files and fractions, and its own defaults.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import venv
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

SIZES = (5, 10, 20, 40, 80)
FRACTIONS = (0.5, 0.9)
SEED, SPREAD = 1, 1.5
CHANGES = 20


def main() -> None:
    """Run what the command line asks for."""
    args = _arguments()
    if args.child:
        print(json.dumps(_CHILDREN[args.child](args)))
        return
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    args.home.mkdir(parents=True, exist_ok=True)
    _prepare(args)
    if args.compile:
        _report_compile(args)
    print(f"{'N':>3} {'f':>4} {'who':<8} {'CPU s':>8} {'MB':>6} {'gap':>8}  growth, and more")
    for n in args.sizes:
        for fraction in FRACTIONS:
            _one(args, n, fraction)


def _one(args: argparse.Namespace, n: int, fraction: float) -> None:
    ours = _child(args, "twin", n, fraction)
    _line(n, fraction, "legaat", ours, f"same bits {ours['digest'] == _again(args, n, fraction)}")
    if args.whatif and fraction == FRACTIONS[0]:
        found = _child(args, "whatif", n, fraction)
        part = found["mean"] / found["cold"]
        print(
            f"{'':9}{CHANGES} changes: {found['mean']:.3f} CPU s each, {part:.2f} of a cold solve"
        )
    if args.oracle and n <= 20:
        args.rates = ",".join(map(repr, ours["rates"]))
        args.centre = ",".join(map(repr, ours["centre"]))
        sure = _child(args, "oracle", n, fraction)
        more = (
            f"growth off {ours['growth'] / sure['growth'] - 1:.1e}, rates impossible by "
            f"{sure['violation']:.1e}, off the best by {sure['distance']:.1e}, "
            f"at most {sure['proven']:.1e} (L2)"
        )
        _line(n, fraction, "oracle", sure, more)
    if args.micom:
        peer = _child(args, "micom", n, fraction)
        ratio = peer["cpu"] / ours["cpu"]
        more = (
            f"{ratio:.0f} x CPU, {peer['mb'] / ours['mb']:.1f} x memory, status {peer['status']}, "
            f"rates off {_distance(peer['rates'], ours['rates']):.1e}, "
            f"growth off {peer['growth'] / ours['growth'] - 1:.1e}"
        )
        _line(n, fraction, "micom", peer, more)


def _line(n: int, fraction: float, who: str, row: dict[str, Any], more: str) -> None:
    gap = row.get("gap")
    shown = "" if gap is None else f"{gap:.0e}"
    print(
        f"{n:>3} {fraction:>4} {who:<8} {row['cpu']:8.2f} {row['mb']:6.0f} {shown:>8}  "
        f"{row['growth']:.9f}  {more}",
        flush=True,
    )


def _distance(a: list[float], b: list[float]) -> float:
    one, two = np.array(a), np.array(b)
    return float(np.linalg.norm(one - two) / np.linalg.norm(two))


def _again(args: argparse.Namespace, n: int, fraction: float) -> str:
    return str(_child(args, "twin", n, fraction, seed="4242")["digest"])


def _child(
    args: argparse.Namespace, what: str, n: int, fraction: float, seed: str = "0"
) -> dict[str, Any]:
    python = _micom_python(args) if what == "micom" else sys.executable
    done = subprocess.run(
        [python, __file__, str(n), "--child", what, "--fraction", str(fraction),
         "--home", str(args.home), "--shared", str(args.shared), "--rates", args.rates,
         "--centre", args.centre],
        env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(done.stderr[-2000:])
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _cost() -> tuple[float, float]:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def _community(args: argparse.Namespace) -> tuple[list[str], list[float], dict[str, float]]:
    n = args.sizes[0]
    ids = (args.shared / "data/models/bench_species.txt").read_text("utf-8").split()[:n]
    shares = np.exp(np.random.default_rng(SEED).normal(0.0, SPREAD, n))
    with (args.shared / "data/media/western_diet_gut_agora.csv").open(encoding="utf-8") as handle:
        medium = {row["reaction"]: float(row["flux"]) for row in csv.DictReader(handle)}
    return ids, (shares / shares.sum()).tolist(), medium


def _twin(args: argparse.Namespace) -> dict[str, Any]:
    import hashlib

    from legaat.twin import Twin

    ids, shares, medium = _community(args)
    start, _ = _cost()
    twin = Twin(dict(zip(ids, shares, strict=True)), pack=_pack(args), diet=medium, cutoff=1e-6)
    found = twin.solve(fraction=args.fraction)
    cpu, mb = _cost()
    rates = {m.taxon: m.growth for m in found.members}
    fluxes = [found.fluxes(taxon) for taxon in ids]
    digest = hashlib.sha256(repr((rates, fluxes)).encode()).hexdigest()
    return {"cpu": cpu - start, "mb": mb, "gap": found.solver.gap, "growth": found.greatest_growth,
            "rates": [rates[t] for t in ids], "digest": digest,
            "centre": _centre(twin, ids, found)}  # fmt: skip


def _centre(twin: Any, ids: list[str], found: Any) -> list[float]:
    """Return the least rates within the engine's own cuts: a hint to the oracle, never a proof."""
    from legaat.twin._tradeoff import Cuts, least_squares

    state = twin._s
    engine = state.engine()
    setting = state.setting(engine)
    low, high = engine._split.bounds(*engine.bounds(setting))
    cuts = Cuts(engine.community.abundances, setting.present, found.community_growth)
    for proof in engine._proofs:
        cuts.add(proof.normal, proof.limit(low, high))
    least, _ = least_squares(cuts)
    by = {m.taxon: v for m, v in zip(engine.community.members, least.tolist(), strict=True)}
    return [by[i] for i in ids]


def _whatif(args: argparse.Namespace) -> dict[str, float]:
    from legaat.twin import Twin

    ids, shares, medium = _community(args)
    start, _ = _cost()
    twin = Twin(dict(zip(ids, shares, strict=True)), pack=_pack(args), diet=medium, cutoff=1e-6)
    twin.solve(fraction=args.fraction)
    cold = _cost()[0] - start
    draw = np.random.default_rng(SEED)
    fibres = ["inulin", "pectin", "starch", "arabinoxylan", "raffinose", "beta-glucan"]
    start, _ = _cost()
    for i in range(CHANGES):
        if i % 2:
            changed = twin.with_added(f"{fibres[i // 2 % len(fibres)]}={draw.uniform(2, 15):.1f}g")
        else:
            some = draw.choice(sorted(medium), 3, replace=False)
            changed = twin.with_medium({k: medium[k] * draw.uniform(0.3, 3) for k in some})
        changed.solve(fraction=args.fraction)
    return {"cold": cold, "mean": (_cost()[0] - start) / CHANGES}


def _oracle(args: argparse.Namespace) -> dict[str, Any]:
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
    import twin_oracle  # type: ignore[import-not-found]
    from legaat.twin._diet import lumen_id
    from legaat.twin._model import model_from_json

    ids, shares, medium = _community(args)
    start, _ = _cost()
    models = [
        model_from_json(json.loads((args.home / "json" / f"{i}.json").read_bytes()), i) for i in ids
    ]
    inflow = {lumen_id(k): v for k, v in medium.items()}
    rates = [float(x) for x in args.rates.split(",")]
    sure = twin_oracle.certify(models, shares, inflow, args.fraction, rates)
    centre = [float(x) for x in args.centre.split(",")]
    proven = twin_oracle.prove(models, shares, inflow, rates, centre)
    distance = proven
    try:
        whole = twin_oracle.solve(models, shares, inflow, args.fraction)
        distance = _distance(rates, whole.rates.tolist()) if whole.gap < 1e-6 else distance
    except RuntimeError:
        pass  # the interior-point method gave up: what the certificate proves stands
    cpu, mb = _cost()
    return {"cpu": cpu - start, "mb": mb, "gap": sure.gap, "growth": sure.greatest,
            "violation": sure.violation, "distance": distance, "proven": proven}  # fmt: skip


def _micom(args: argparse.Namespace) -> dict[str, Any]:
    import logging
    import warnings

    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    import pandas as pd
    from micom import Community  # type: ignore[import-not-found]

    ids, shares, medium = _community(args)
    files = [str(args.home / "json" / f"{i}.json") for i in ids]
    start, _ = _cost()
    table = pd.DataFrame({"id": ids, "abundance": shares, "file": files})
    community = Community(table, progress=False)
    known = {r.id for r in community.exchanges}
    community.medium = {k: v for k, v in medium.items() if k in known}
    found = community.cooperative_tradeoff(fraction=args.fraction, fluxes=True, pfba=True)
    cpu, mb = _cost()
    greatest = community.optimize().growth_rate
    return {"cpu": cpu - start, "mb": mb, "gap": None, "growth": float(greatest),
            "status": str(found.status),
            "rates": [float(found.members.growth_rate[i]) for i in ids]}  # fmt: skip


def _load(args: argparse.Namespace) -> dict[str, float]:
    import warnings

    warnings.simplefilter("ignore")
    import cobra.io

    start, _ = _cost()
    for path in sorted((args.home / "json").glob("*.json"))[: args.sizes[0]]:
        cobra.io.load_json_model(str(path)).slim_optimize()
    return {"cpu": _cost()[0] - start}


def _report_compile(args: argparse.Namespace) -> None:
    from legaat.settings import Settings
    from legaat.twin import add_models

    source = args.shared / "data/models/agora103_species.zip"
    with tempfile.TemporaryDirectory() as folder:
        start = time.process_time()
        added = add_models(source, "all", settings=Settings(home=Path(folder)))
        cpu, size = time.process_time() - start, added.path.stat().st_size
    with zipfile.ZipFile(source) as archive:
        archive.extractall(args.home / "json")
    sample = 60
    peer = _child(args, "load", sample, 0.5)["cpu"] * added.taxa / sample
    whole = source.stat().st_size
    print(f"compiling {added.taxa} species: {cpu:.0f} CPU s; cobra loads and solves them in "
          f"{peer:.0f} (from {sample}); ratio {cpu / peer:.2f}")  # fmt: skip
    print(f"pack {size / 1e6:.1f} MB of {whole / 1e6:.1f} MB: {size / whole:.2f}")


def _prepare(args: argparse.Namespace) -> None:
    """Compile the pack and unpack the JSON files for the others, once."""
    from legaat.settings import Settings
    from legaat.twin import add_models

    (args.home / "json").mkdir(exist_ok=True)
    ids = (args.shared / "data/models/bench_species.txt").read_text("utf-8").split()
    with zipfile.ZipFile(args.shared / "data/models/agora103_species.zip") as archive:
        for name in ids:
            if not (args.home / "json" / f"{name}.json").exists():
                archive.extract(f"{name}.json", args.home / "json")
    chosen = args.home / "bench"
    chosen.mkdir(exist_ok=True)
    for name in ids:
        link = chosen / f"{name}.json"
        if not link.exists():
            link.symlink_to(args.home / "json" / f"{name}.json")
    add_models(chosen, "bench", settings=Settings(home=args.home))


def _pack(args: argparse.Namespace) -> Path:
    found: Path = args.home / "packs" / "bench.legaatpack"
    return found


def _micom_python(args: argparse.Namespace) -> str:
    if args.micom not in (None, "new"):
        return str(args.micom)
    folder = args.home / "micom"
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "micom==0.39.1"], check=True)
    return str(python)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("sizes", nargs="*", type=int, default=list(SIZES))
    parser.add_argument("--micom", nargs="?", const="new", metavar="PYTHON")
    parser.add_argument("--oracle", action="store_true")
    parser.add_argument("--whatif", action="store_true")
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--home", type=Path, default=Path(tempfile.gettempdir()) / "legaat-bench")
    parser.add_argument(
        "--shared", type=Path,
        default=Path(os.environ.get("LEGAAT_SHARED", Path(__file__).parents[2] / "shared")),
    )  # fmt: skip
    parser.add_argument("--fraction", type=float, default=0.5, help=argparse.SUPPRESS)
    parser.add_argument("--rates", default="", help=argparse.SUPPRESS)
    parser.add_argument("--centre", default="", help=argparse.SUPPRESS)
    parser.add_argument("--child", choices=sorted(_CHILDREN), help=argparse.SUPPRESS)
    return parser.parse_args()


_CHILDREN = {
    "twin": _twin, "whatif": _whatif, "oracle": _oracle, "micom": _micom, "load": _load,
}  # fmt: skip

if __name__ == "__main__":
    main()

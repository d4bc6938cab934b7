"""Plant a defect in each of 1,000 samples and count what the rules find, by rule; count false alarms on clean ones.

    python benchmarks/verification.py dialogs.jsonl [--count 1000] [--seed 0]

`dialogs.jsonl` is what `toolsearch synth dialogs` made. The defects are those of the tests
(`tests/support/defects.py`).
"""

import argparse
import sys
from collections import Counter
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))
from defects import DEFECTS

from toolsearch.journal import read
from toolsearch.records import Sample
from toolsearch.synthesis.verify import verify


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("samples", type=Path)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    samples = list(read(options.samples, Sample))
    clean = [sample for sample in samples if not any(verify(sample).values())]
    planted, meant, found = Counter[str](), Counter[str](), 0
    rng = Random(options.seed)
    while planted.total() < options.count:
        name = sorted(DEFECTS)[planted.total() % len(DEFECTS)]
        defective = DEFECTS[name](rng.choice(clean), rng)
        if defective is None:
            continue
        checks = verify(defective)
        planted[name] += 1
        meant[name] += bool(checks[name])
        found += any(checks.values())
    print(f"{'rule':<22}planted  found by it")
    for name in DEFECTS:
        print(f"{name:<22}{planted[name]:7}{meant[name]:13}")
    print(f"found by any rule: {found}/{planted.total()} = {found / planted.total():.2%}")
    alarms = len(samples) - len(clean)
    print(f"false alarms on {len(samples)} samples as made: {alarms} = {alarms / len(samples):.2%}")


if __name__ == "__main__":
    main()

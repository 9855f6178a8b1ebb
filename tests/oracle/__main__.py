"""`make composite-oracle LIBOCPP=/path`: our composite schedules against what libocpp's own tests expect."""

import sys
from pathlib import Path

from tests.oracle.compare import verdict
from tests.oracle.libocpp import cases

if __name__ == "__main__":
    counts: dict[str, int] = {}
    for case in cases(Path(sys.argv[1])):
        word, detail = verdict(case)
        counts[word] = counts.get(word, 0) + 1
        print(f"{word:12} {case.name}{': ' + detail if detail else ''}")
    print(", ".join(f"{count} {word}" for word, count in sorted(counts.items())))

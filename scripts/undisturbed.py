#!/usr/bin/env python3
"""Weights of a machine that nobody else uses, measured on one that is shared.

What other guests take makes a measurement longer, and little makes it shorter. So of each point's measurements the fastest counts, and the
SDK's own analysis of these is what a benchmark takes. It has no margin above that but that the database is weighed besides, although the
benchmark read it from memory already. That analysis reads no entries and proofs, which do not depend on the machine: they stay as measured.
scripts/bench-weights.sh uses it.

    undisturbed.py fastest RESULTS     print the results of `benchmark pallet --json-file` with the fastest measurement of each point
    undisturbed.py merge WEIGHTS TIMES give a file of weights the times of another, which was made of the former's output
"""

import json
import re
import sys

FUNCTION = re.compile(r"^\tfn (\w+)\((.*?)\) -> Weight \{\n(.*?)^\t\}\n", re.M | re.S)
LEAST = re.compile(r"Least time: [\d_]+ ns")
BASE = re.compile(r"^\t\tWeight::from_parts\(([\d_]+), ([\d_]+)\)\n", re.M)
SLOPE = re.compile(r"^\t\t\t// Standard error.*\n\t\t\t\.saturating_add\(Weight::from_parts\([\d_]+, 0\)\..*\n", re.M)


def fastest(path):
    with open(path) as file:
        batches = json.load(file)
    for batch in batches:
        for kind in ("time_results", "db_results"):
            best = {}
            for result in batch[kind]:
                point = json.dumps(result["components"])
                if point not in best or result["extrinsic_time"] < best[point]["extrinsic_time"]:
                    best[point] = result
            batch[kind] = list(best.values())
    json.dump(batches, sys.stdout)


def only(pattern, text, what):
    found = pattern.findall(text)
    if len(found) != 1:
        raise SystemExit(f"error: {what} has {len(found)} lines where one is expected: was the template changed?")
    return found[0]


def merge(weights_path, times_path):
    with open(weights_path) as file:
        weights = file.read()
    with open(times_path) as file:
        times = {name: body for name, _, body in FUNCTION.findall(file.read())}

    def with_times(match):
        name, arguments, body = match.groups()
        timed = times[name]
        (_, proof), (time, _) = only(BASE, body, name), only(BASE, timed, name)
        slopes = "".join(SLOPE.findall(timed))
        body = LEAST.sub(only(LEAST, timed, name), SLOPE.sub("", body))
        body = BASE.sub(f"\t\tWeight::from_parts({time}, {proof})\n{slopes}", body)
        for argument in re.findall(r"(\w+): u32", arguments):
            used = f"({argument.lstrip('_')}.into())" in body
            arguments = arguments.replace(f"{argument}: u32", f"{'' if used else '_'}{argument.lstrip('_')}: u32")
        return f"\tfn {name}({arguments}) -> Weight {{\n{body}\t}}\n"

    with open(weights_path, "w") as file:
        file.write(FUNCTION.sub(with_times, weights))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["fastest", results]:
            fastest(results)
        case ["merge", weights, times]:
            merge(weights, times)
        case ["-h" | "--help"]:
            print(__doc__)
        case _:
            raise SystemExit(__doc__)

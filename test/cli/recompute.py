"""Recomputes results of Assay from its artifacts, with nothing but Python's standard library.

    python3 recompute.py FOLDER     the published files of a run of experiments/tiny.yaml

Prints JSON: for each sweep point the test accuracy and the rows of similarity.csv as recomputed, beside what the CSV files
tell, and the largest difference of a cosine.
"""

import csv
import json
import math
import pathlib
import struct
import sys


def read_safetensors(path):
    """Tensors as (shape, flat tuple) by name, and the metadata. https://github.com/huggingface/safetensors"""
    data = path.read_bytes()
    (length,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8 : 8 + length])
    metadata = header.pop("__metadata__", {})
    formats = {"F32": "f", "F64": "d", "U8": "B"}
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        format_ = formats[entry["dtype"]]
        count = (end - begin) // struct.calcsize(format_)
        assert count == math.prod(entry["shape"]), name
        tensors[name] = entry["shape"], struct.unpack_from(f"<{count}{format_}", data, 8 + length + begin)
    return tensors, metadata


def accuracy(path):
    tensors, _ = read_safetensors(path)
    (images, classes), logits = tensors["test.logits"]
    labels = tensors["test.labels"][1]
    correct = 0
    for image in range(images):
        row = logits[image * classes : (image + 1) * classes]
        correct += row.index(max(row)) == labels[image]
    return correct / images


def cosines(path):
    """By layer and snapshot, the cosine of every pair of filters, in double precision."""
    tensors, metadata = read_safetensors(path)
    result = {}
    for layer in json.loads(metadata["filters"])["layers"]:
        for snapshot in ("final", "initial"):
            shape, flat = tensors[f"{layer['name']}/{snapshot}"]
            assert shape == [layer["filters"], *layer["kernel"], layer["channels"]]
            size = len(flat) // shape[0]
            rows = [flat[i * size : (i + 1) * size] for i in range(shape[0])]
            norms = [math.sqrt(math.fsum(w * w for w in row)) for row in rows]
            result[layer["name"], snapshot] = [
                (i, j, math.fsum(a * b for a, b in zip(rows[i], rows[j])) / (norms[i] * norms[j]))
                for i in range(len(rows))
                for j in range(i + 1, len(rows))
            ]
    return result


def chance(dimension, threshold):
    """P(cosine > threshold) of two isotropic random vectors: integral of sin^(d-2) by Simpson's rule."""

    def integral(upper, steps=20000):
        h = upper / steps
        f = lambda x: math.sin(x) ** (dimension - 2)
        return h / 3 * math.fsum((1 if i in (0, steps) else 4 if i % 2 else 2) * f(i * h) for i in range(steps + 1))

    return integral(math.acos(threshold)) / integral(math.pi)


def similarity(pairs_of, dimension, thresholds):
    """A row per layer, snapshot and threshold."""
    rows = []
    for (layer, snapshot), pairs in pairs_of.items():
        for threshold in thresholds:
            similar = [(i, j) for i, j, cosine in pairs if cosine > threshold]
            ratio, p = len(similar) / len(pairs), chance(dimension, threshold)
            rows.append(
                {
                    "layer": layer,
                    "snapshot": snapshot,
                    "threshold": threshold,
                    "possiblePairs": len(pairs),
                    "pairs": len(similar),
                    "ratioPairs": ratio,
                    "oppositePairs": sum(cosine < -threshold for _, _, cosine in pairs),
                    "filtersInPairs": len({index for pair in similar for index in pair}),
                    "chance": p,
                    "z": (ratio - p) / math.sqrt(p * (1 - p) / len(pairs)),
                }
            )
    return rows


def largest_difference(path, pairs_of):
    """Between the matrices in the file and the cosines computed here."""
    tensors, _ = read_safetensors(path)
    worst = 0
    for (layer, snapshot), pairs in pairs_of.items():
        (size, _), matrix = tensors[f"{layer}/{snapshot}"]
        for i, j, cosine in pairs:
            worst = max(worst, abs(matrix[i * size + j] - cosine), abs(matrix[j * size + i] - cosine))
    return worst


def read_csv(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def main(folder):
    result = {"summary": read_csv(folder / "summary.csv"), "points": {}}
    for filters in ("6", "8"):
        told = read_csv(folder / f"similarity-filters={filters}.csv")
        pairs_of = cosines(folder / f"filters-filters={filters}.safetensors")
        thresholds = sorted({float(row["threshold"]) for row in told})
        result["points"][filters] = {
            "accuracy": accuracy(folder / f"predictions-filters={filters}.safetensors"),
            "recomputed": similarity(pairs_of, 9, thresholds),
            "told": told,
            "largestDifference": largest_difference(folder / f"cosines-filters={filters}.safetensors", pairs_of),
        }
    json.dump(result, sys.stdout)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))

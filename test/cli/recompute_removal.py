"""Recomputes p values, a removal curve and a merged network from artifacts, with nothing but Python's standard library.

    python3 recompute_removal.py FOLDER

FOLDER has draws.safetensors and tests.csv (of `similarity`), answers.safetensors, removals.csv and merged.safetensors (of
`ablate`), model.safetensors and data.safetensors. Prints JSON: the largest difference from what the tables tell, for each.
"""

import csv
import json
import math
import pathlib
import struct
import sys

from recompute import read_safetensors


def rows_of(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


# p values


def alike(a, b):
    return abs(a - b) <= 1e-9 * max(1, abs(a), abs(b))


def two_sided(observed, draws):
    above = sum(1 for value in draws if value >= observed or alike(value, observed))
    below = sum(1 for value in draws if value <= observed or alike(value, observed))
    return min(1, 2 * (1 + min(above, below)) / (1 + len(draws)))


def extreme_rank_length(vectors):
    """The p value of the first of some vectors (Myllymaki et al. 2017): all two-sided ranks, the smallest first."""
    lengths = [[] for _ in vectors]
    for place in range(len(vectors[0])):
        column = [vector[place] for vector in vectors]
        for own, value in zip(lengths, column):
            below = sum(1 for other in column if other < value and not alike(other, value))
            equal = sum(1 for other in column if alike(other, value))
            own.append(min(below + equal, len(column) - below))
    lengths = [sorted(own) for own in lengths]
    return sum(1 for own in lengths if own <= lengths[0]) / len(lengths)


def holm(values):
    corrected = [0.0] * len(values)
    least = 0
    for place, at in enumerate(sorted(range(len(values)), key=lambda at: values[at])):
        least = min(1, max(least, values[at] * (len(values) - place)))
        corrected[at] = least
    return corrected


def check_tests(folder):
    tensors, metadata = read_safetensors(folder / "draws.safetensors")
    names = json.loads(metadata["statistics"])
    told = rows_of(folder / "tests.csv")
    worst = 0.0
    whole = []
    compared = 0
    for row in told:
        (count, size), flat = tensors[f"{row['layer']}/{row['snapshot']}/{row['null']}"]
        vectors = [flat[at * size : (at + 1) * size] for at in range(count)]
        if row["statistic"] == "all together":
            p = extreme_rank_length(vectors)
            whole.append((p, float(row["pStep"])))
        else:
            sign = {"similar pairs": "> ", "clusters": "> ", "opposite pairs": "< "}.get(row["statistic"])
            threshold = "" if sign is None else f" {sign}{'-' if sign == '< ' else ''}{row['threshold']}"
            place = names[row["layer"]].index(row["statistic"] + threshold)
            p = two_sided(vectors[0][place], [vector[place] for vector in vectors[1:]])
            assert float(row["observed"]) == vectors[0][place]
        worst = max(worst, abs(p - float(row["p"])))
        compared += 1
    # The correction is over all layers, snapshots and nulls of the step.
    for own, (_, p_step) in zip(holm([p for p, _ in whole]), whole):
        worst = max(worst, abs(own - p_step))
    return {"pValues": compared, "worst": worst}


# The removal curve


def mcnemar(first, second):
    trials = first + second
    tail = sum(math.comb(trials, k) for k in range(min(first, second) + 1)) / 2**trials
    return min(1, 2 * tail)


def check_curve(folder):
    answers = {name: flat for name, (_, flat) in read_safetensors(folder / "answers.safetensors")[0].items()}
    labels, whole = answers["labels"], answers["whole"]
    worst = 0.0
    points = 0
    for row in rows_of(folder / "removals.csv"):
        given = whole if row["rule"] == "whole" else answers[f"{row['rule']}-{row['order']}/{row['removed']}"]
        right = [answer == label for answer, label in zip(given, labels)]
        right_whole = [answer == label for answer, label in zip(whole, labels)]
        only_whole = sum(a and not b for a, b in zip(right_whole, right))
        only_smaller = sum(b and not a for a, b in zip(right_whole, right))
        assert [sum(right), only_whole, only_smaller] == [int(row[k]) for k in ("correct", "onlyWhole", "onlySmaller")]
        worst = max(worst, abs(sum(right) / len(right) - float(row["accuracy"])))
        worst = max(worst, abs(mcnemar(only_whole, only_smaller) - float(row["p"])))
        points += 1
    return {"points": points, "worst": worst}


# The merged network: conv (3 x 3, relu), max pool, dense


def filters_of(kernel):
    """Kernels [height, width, channels, filters] as one list for each filter."""
    (*_, count), flat = kernel
    return [list(flat[at::count]) for at in range(count)]


def norm(values):
    return math.sqrt(sum(value * value for value in values))


def cosine(one, other):
    return sum(a * b for a, b in zip(one, other)) / (norm(one) * norm(other))


def single(value):
    """As float32: weights are stored so after each merge."""
    return struct.unpack("<f", struct.pack("<f", value))[0]


def merge_once(filters, biases, readers):
    """Merges the most similar pair: docs of mergeFilters. `readers[filter]`: what the next layer makes of it."""
    pairs = [(cosine(filters[i], filters[j]), i, j) for i in range(len(filters)) for j in range(i + 1, len(filters))]
    _, i, j = max(pairs, key=lambda pair: (pair[0], -pair[1], -pair[2]))
    into, gone = (i, j) if norm(filters[i]) >= norm(filters[j]) else (j, i)
    n1, n2 = norm(filters[into]), norm(filters[gone])
    whole = math.hypot(n1, n2)
    mix = lambda a, b: (n1 * a + n2 * b) / whole  # noqa: E731
    summed = [mix(a, b) for a, b in zip(filters[into], filters[gone])]
    scale = whole / norm(summed)
    filters[into] = [single(scale * value) for value in summed]
    biases[into] = single(mix(biases[into], biases[gone]))
    readers[into] = [single(mix(a, b)) for a, b in zip(readers[into], readers[gone])]
    for each in (filters, biases, readers):
        del each[gone]


def answer(image, filters, biases, readers, dense_bias, pool):
    """The class that conv 3 x 3 (valid), relu, max pool, dense gives to a 28 x 28 image."""
    size = 26 // pool
    logits = list(dense_bias)
    for filter_, (weights, bias) in enumerate(zip(filters, biases)):
        place = 0
        for top in range(size):
            for left in range(size):
                most = 0.0
                for y in range(top * pool, (top + 1) * pool):
                    for x in range(left * pool, (left + 1) * pool):
                        value = bias
                        for k, weight in enumerate(weights):
                            value += weight * image[(y + k // 3) * 28 + x + k % 3]
                        most = max(most, value)
                # readers[filter] is [places, classes]
                for label in range(10):
                    logits[label] += most * readers[filter_][place * 10 + label]
                place += 1
    return logits.index(max(logits))


def check_merged(folder, removed, pool):
    model = read_safetensors(folder / "model.safetensors")[0]
    merged = read_safetensors(folder / "merged.safetensors")[0]
    filters = filters_of(model["final/conv1.kernel"])
    biases = list(model["final/conv1.bias"][1])
    (inputs, classes), dense = model["final/dense1.kernel"]
    count = len(filters)
    places = inputs // count
    readers = [
        [dense[(place * count + filter_) * classes + label] for place in range(places) for label in range(classes)]
        for filter_ in range(count)
    ]
    for _ in range(removed):
        merge_once(filters, biases, readers)
    stored = filters_of(merged["final/conv1.kernel"])
    worst = max(abs(a - b) for one, other in zip(filters, stored) for a, b in zip(one, other))
    assert len(stored) == count - removed
    stored_dense = merged["final/dense1.kernel"][1]
    for filter_, reader in enumerate(readers):
        for place in range(places):
            for label in range(classes):
                own = stored_dense[(place * len(stored) + filter_) * classes + label]
                worst = max(worst, abs(own - reader[place * classes + label]))
    worst = max(worst, max(abs(a - b) for a, b in zip(biases, merged["final/conv1.bias"][1])))

    data = read_safetensors(folder / "data.safetensors")[0]
    (images, *_), pixels = data["test.images"]
    given = read_safetensors(folder / "answers.safetensors")[0][f"merge-0/{removed}"][1]
    dense_bias = merged["final/dense1.bias"][1]
    same = 0
    for at in range(images):
        image = [pixel / 255 for pixel in pixels[at * 784 : (at + 1) * 784]]
        same += answer(image, filters, biases, readers, dense_bias, pool) == given[at]
    return {"worst": worst, "images": images, "sameAnswers": same}


if __name__ == "__main__":
    where = pathlib.Path(sys.argv[1])
    print(json.dumps({"tests": check_tests(where), "curve": check_curve(where), "merged": check_merged(where, 3, 4)}))

"""Describes the weights of a trained model: a table of its tensors, and a picture of its first kernels."""

import argparse
import json
import os
import struct
import sys
import zlib

import numpy as np
import pandas as pd

TYPES = {"F32": np.float32, "F64": np.float64, "I32": np.int32, "I64": np.int64, "U8": np.uint8}


def read_safetensors(path):
    """The tensors of a file by name: a length, a header in JSON, and the bytes of all tensors."""
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    header.pop("__metadata__", None)
    return {
        name: np.frombuffer(data[slice(*about["data_offsets"])], TYPES[about["dtype"]]).reshape(about["shape"])
        for name, about in header.items()
    }


def write_png(path, levels):
    """A picture in levels of grey."""
    height, width = levels.shape
    rows = b"".join(b"\0" + row.tobytes() for row in levels)

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


parser = argparse.ArgumentParser()
parser.add_argument("--model", required=True)
parser.add_argument("--table", required=True)
parser.add_argument("--picture", required=True)
parser.add_argument("--scale", type=int, required=True)
arguments = parser.parse_args()

final = {name.removeprefix("final/"): t for name, t in read_safetensors(arguments.model).items() if name.startswith("final/")}
rows = []
for number, (name, tensor) in enumerate(sorted(final.items()), start=1):
    rows.append({"tensor": name, "shape": "x".join(map(str, tensor.shape)), "mean": tensor.mean(), "std": tensor.std()})
    print(f"assay: {number}/{len(final)} {name}", file=sys.stderr)
pd.DataFrame(rows).round(6).to_csv(arguments.table, index=False)

kernels = final["conv1.kernel"][:, :, 0, :]
largest = np.abs(kernels).max()
grey = np.round((kernels / largest + 1) * 127.5).astype(np.uint8)
strip = np.concatenate([np.pad(grey[:, :, each], 1) for each in range(grey.shape[2])], axis=1)
write_png(arguments.picture, np.kron(strip, np.ones((arguments.scale, arguments.scale), np.uint8)))

with open(os.path.join(os.environ["ASSAY_SCRATCH"], "metrics.json"), "w") as file:
    json.dump({"largest weight": round(float(largest), 6), "tensors": len(final)}, file)

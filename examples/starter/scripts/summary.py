"""Joins the tables of a sweep into one. Assay starts it with what it needs in variables, as JSON."""

import csv
import json
import os
import sys

inputs = json.loads(os.environ["ASSAY_INPUTS"])
outputs = json.loads(os.environ["ASSAY_OUTPUTS"])
params = json.loads(os.environ["ASSAY_PARAMS"])

rows = []
for number, path in enumerate(inputs["tables"], start=1):
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            rows.append({"filters": int(row["weights"]) // 9, "share": round(float(row["share"]), params["digits"])})
    # A line like this one on standard error is shown as progress.
    print(f"assay: {number}/{len(inputs['tables'])}", file=sys.stderr)

with open(outputs["table"], "w", newline="") as file:
    writer = csv.DictWriter(file, ["filters", "share"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)

with open(os.path.join(os.environ["ASSAY_SCRATCH"], "metrics.json"), "w") as file:
    json.dump({"largest share": max(row["share"] for row in rows)}, file)

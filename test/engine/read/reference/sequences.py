"""Writes sequences.json: Sobol's and Halton's sequences, neither shifted nor scrambled, by SciPy.

    pip install scipy==1.15.3 && python sequences.py > sequences.json
"""

import json
import sys

from scipy.stats import qmc

AXES, POINTS = 21, 40

json.dump(
    {
        "sobol": qmc.Sobol(AXES, scramble=False).random(POINTS).tolist(),
        "halton": qmc.Halton(AXES, scramble=False).random(POINTS).tolist(),
    },
    sys.stdout,
)

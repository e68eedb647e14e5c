"""Least-squares classification over a kernel, with its exact leave-one-out scores."""

from dataclasses import dataclass

import numpy as np

Matrix = np.ndarray[tuple[int, int], np.dtype[np.float64]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    duals: Matrix
    """(n, classes): the scores of x are `kernel(x, examples) @ duals`."""
    left_out: Matrix
    """(n, classes): the scores each example would get from all the others."""


def fit(kernel: Matrix, targets: Matrix, *, penalty: float) -> Fit:
    """`kernel`: (n, n), positive semi-definite; `targets`: (n, classes)."""
    inverse = np.linalg.inv(kernel + penalty * np.eye(len(kernel)))
    duals = inverse @ targets
    left_out = targets - duals / np.diag(inverse)[:, None]
    return Fit(duals=duals, left_out=left_out)

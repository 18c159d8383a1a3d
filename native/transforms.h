// The matrices A, B and G of winograd.h, applied to columns of registers. Points a and -a share their even and odd parts.
#pragma once

#include "vectors.h"

namespace assay {
namespace {

/** v = B' d and its adjoint d = B v, both n values. */
template <int n>
struct InputTransform;

/**
 * Points 0, +-1, +-2, +-1/2, infinity. The rows of B' (the sign of the first one is turned, and G's with it):
 *
 *     1   0  -21/4    0    21/4     0    -1  0
 *     0   1    1   -17/4  -17/4     1     1  0      1
 *     0  -1    1    17/4  -17/4    -1     1  0     -1
 *     0  1/2  1/4   -5/2   -5/4     2     1  0      2
 *     0 -1/2  1/4    5/2   -5/4    -2     1  0     -2
 *     0   2    4    -5/2   -5      1/2    1  0      1/2
 *     0  -2    4     5/2   -5     -1/2    1  0     -1/2
 *     0  -1    0    21/4    0    -21/4    0  1     infinity
 */
template <>
struct InputTransform<8> {
  static ALWAYS_INLINE void apply(const Vector* d, Vector* v) {
    v[0] = (d[0] - d[6]) + 5.25f * (d[4] - d[2]);
    v[7] = (d[7] - d[1]) + 5.25f * (d[3] - d[5]);
    const Vector even1 = (d[2] + d[6]) - 4.25f * d[4], odd1 = (d[1] + d[5]) - 4.25f * d[3];
    v[1] = even1 + odd1;
    v[2] = even1 - odd1;
    const Vector even2 = 0.25f * d[2] + (d[6] - 1.25f * d[4]), odd2 = 0.25f * d[1] + (d[5] - 1.25f * d[3]);
    v[3] = even2 + 2.f * odd2;
    v[4] = even2 - 2.f * odd2;
    const Vector even3 = 4.f * d[2] + (d[6] - 5.f * d[4]), odd3 = 4.f * d[1] + (d[5] - 5.f * d[3]);
    v[5] = even3 + 0.5f * odd3;
    v[6] = even3 - 0.5f * odd3;
  }
  static ALWAYS_INLINE void adjoint(const Vector* v, Vector* d) {
    const Vector even1 = v[1] + v[2], odd1 = v[1] - v[2];
    const Vector even2 = v[3] + v[4], odd2 = 2.f * (v[3] - v[4]);
    const Vector even3 = v[5] + v[6], odd3 = 0.5f * (v[5] - v[6]);
    d[0] = v[0];
    d[2] = (even1 - 5.25f * v[0]) + (0.25f * even2 + 4.f * even3);
    d[4] = (5.25f * v[0] - 4.25f * even1) - (1.25f * even2 + 5.f * even3);
    d[6] = (even1 - v[0]) + (even2 + even3);
    d[1] = (odd1 - v[7]) + (0.25f * odd2 + 4.f * odd3);
    d[3] = (5.25f * v[7] - 4.25f * odd1) - (1.25f * odd2 + 5.f * odd3);
    d[5] = (odd1 - 5.25f * v[7]) + (odd2 + odd3);
    d[7] = v[7];
  }
};

/**
 * Points 0, +-1, +-2, infinity. The rows of B':
 *
 *     4   0  -5   0   1  0
 *     0  -4  -4   1   1  0      1
 *     0   4  -4  -1   1  0     -1
 *     0  -2  -1   2   1  0      2
 *     0   2  -1  -2   1  0     -2
 *     0   4   0  -5   0  1     infinity
 */
template <>
struct InputTransform<6> {
  static ALWAYS_INLINE void apply(const Vector* d, Vector* v) {
    v[0] = 4.f * d[0] + (d[4] - 5.f * d[2]);
    v[5] = 4.f * d[1] + (d[5] - 5.f * d[3]);
    const Vector even1 = d[4] - 4.f * d[2], odd1 = d[3] - 4.f * d[1];
    v[1] = even1 + odd1;
    v[2] = even1 - odd1;
    const Vector even2 = d[4] - d[2], odd2 = d[3] - d[1];
    v[3] = even2 + 2.f * odd2;
    v[4] = even2 - 2.f * odd2;
  }
  static ALWAYS_INLINE void adjoint(const Vector* v, Vector* d) {
    const Vector even1 = v[1] + v[2], odd1 = v[1] - v[2], even2 = v[3] + v[4], odd2 = 2.f * (v[3] - v[4]);
    d[0] = 4.f * v[0];
    d[2] = -5.f * v[0] - (4.f * even1 + even2);
    d[4] = v[0] + (even1 + even2);
    d[1] = 4.f * v[5] - (4.f * odd1 + odd2);
    d[3] = (odd1 + odd2) - 5.f * v[5];
    d[5] = v[5];
  }
};

/** 2 to the power of `exponent`, which may be negative. */
constexpr float power_of_two(int exponent) {
  float power = 1;
  for (; exponent > 0; exponent--) power *= 2;
  for (; exponent < 0; exponent++) power /= 2;
  return power;
}

/** y = A' v (n values to m) and its adjoint v = A y (m values to n). All entries of A are powers of two, or zero. */
template <int n, int m>
struct OutputTransform {
  static constexpr bool has_halves = n == 8;

  static ALWAYS_INLINE void apply(const Vector* v, Vector* y) {
    const Vector sum1 = v[1] + v[2], sum2 = v[3] + v[4];
    const Vector difference1 = v[1] - v[2], difference2 = v[3] - v[4];
#pragma GCC unroll 8
    for (int i = 0; i < m; i++) {
      const Vector one = i % 2 == 0 ? sum1 : difference1;
      Vector rest = power_of_two(i) * (i % 2 == 0 ? sum2 : difference2);
      if constexpr (has_halves) rest += power_of_two(-i) * (i % 2 == 0 ? v[5] + v[6] : v[5] - v[6]);
      y[i] = (i == 0 ? v[0] + one : i == m - 1 ? one + v[n - 1] : one) + rest;
    }
  }
  static ALWAYS_INLINE void adjoint(const Vector* y, Vector* v) {
    v[0] = y[0];
    at_points(y, 0, v + 1);
    at_points(y, 1, v + 3);
    if constexpr (has_halves) at_points(y, -1, v + 5);
    v[n - 1] = y[m - 1];
  }

 private:
  /** The polynomial y at 2^exponent and at -2^exponent. */
  static ALWAYS_INLINE void at_points(const Vector* y, int exponent, Vector* v) {
    Vector even = y[0], odd = power_of_two(exponent) * y[1];
#pragma GCC unroll 8
    for (int i = 2; i < m; i++) (i % 2 == 0 ? even : odd) += power_of_two(i * exponent) * y[i];
    v[0] = even + odd;
    v[1] = even - odd;
  }
};

/** G, n x r. */
template <int n, int r>
struct KernelMatrix {
  float at[n][r];

  KernelMatrix() {
    const double points[] = {0, 1, -1, 2, -2, 0.5, -0.5};
    for (int row = 0; row < n - 1; row++) {
      double divisor = n == 8 && row == 0 ? -1 : 1;  // see InputTransform<8>
      for (int other = 0; other < n - 1; other++)
        if (other != row) divisor *= points[row] - points[other];
      double power = 1;
      for (int column = 0; column < r; column++, power *= points[row]) at[row][column] = power / divisor;
    }
    for (int column = 0; column < r; column++) at[n - 1][column] = column == r - 1;
  }
};

template <int n, int r>
const KernelMatrix<n, r>& kernel_matrix() {
  static const KernelMatrix<n, r> matrix;
  return matrix;
}

}  // namespace
}  // namespace assay

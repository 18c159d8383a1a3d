// Numbers as two bfloat16 pieces, x = high + low up to 2^-17 of x, laid out as the products of amx_product.h take them.
//
// bfloat16 is the upper half of a float32: 8 of its 24 digits. The piece `high` is x rounded to that, `low` is what is missing,
// rounded likewise. A product of two such numbers is taken as high * high + high * low + low * high; what is left out is about
// 2^-16 of it at most and averages to a few millionths over a sum, as large as the rounding of winograd.h.
#pragma once

#ifdef __AMX_BF16__

#include <cstddef>
#include <cstdint>

#include "vectors.h"

namespace assay {
namespace {

typedef uint16_t Half;

/** The two pieces of a register's worth of numbers. */
struct Pieces {
  __m256i high, low;
};

ALWAYS_INLINE __m512i widened(__m256i halves) { return _mm512_cvtepu16_epi32(halves); }
ALWAYS_INLINE Vector from_halves(__m256i halves) { return (Vector)_mm512_slli_epi32(widened(halves), 16); }

ALWAYS_INLINE Pieces split(Vector x) {
  const __m256i high = (__m256i)_mm512_cvtneps_pbh((__m512)x);
  return {high, (__m256i)_mm512_cvtneps_pbh((__m512)(x - from_halves(high)))};
}

ALWAYS_INLINE void store(Half* to, __m256i halves) { _mm256_storeu_si256((__m256i*)to, halves); }

/** Writes the pieces of LANES numbers one after the other, the lower ones `apart` behind the higher ones. */
ALWAYS_INLINE void write_pieces(Half* to, size_t apart, Vector x) {
  const Pieces pieces = split(x);
  store(to, pieces.high);
  store(to + apart, pieces.low);
}

/** Writes the pieces of two times LANES numbers in pairs: first of x and y, second of x and y, and so on. */
ALWAYS_INLINE void write_pairs(Half* to, size_t apart, Vector x, Vector y) {
  const Pieces one = split(x), other = split(y);
  const auto pairs = [](__m256i a, __m256i b) { return _mm512_or_si512(widened(a), _mm512_slli_epi32(widened(b), 16)); };
  _mm512_storeu_si512(to, pairs(one.high, other.high));
  _mm512_storeu_si512(to + apart, pairs(one.low, other.low));
}

/** Rows become columns. */
ALWAYS_INLINE void transpose(Vector (&rows)[LANES]) {
  typedef int32_t Lanes __attribute__((vector_size(sizeof(Vector))));
  Lanes lane;
  for (int i = 0; i < LANES; i++) lane[i] = i;
  // Squares of 1, 2, 4 and 8 swap places with the ones across the diagonal.
#pragma GCC unroll 4
  for (int side = 1; side < LANES; side *= 2) {
    const Lanes moved = (lane & side) != 0;
    const Lanes upper = moved ? lane - side + LANES : lane, lower = moved ? lane + LANES : lane + side;
#pragma GCC unroll 16
    for (int i = 0; i < LANES; i++) {
      if (i & side) continue;
      const Vector a = rows[i], b = rows[i + side];
      rows[i] = __builtin_shuffle(a, b, upper);
      rows[i + side] = __builtin_shuffle(a, b, lower);
    }
  }
}

}  // namespace
}  // namespace assay

#endif

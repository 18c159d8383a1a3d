// Products of matrices of pieces (pieces.h) by AMX: C = A B. Its registers hold 16 rows of 64 bytes; one instruction adds the
// product of 16 x 32 and 32 x 16 bfloat16 to 16 x 16 float32, in 16 cycles.
#pragma once

#ifdef __AMX_BF16__

#include <cstddef>

#include "pieces.h"

namespace assay {
namespace {

/** Rows and columns of a register of sums, and how many products one instruction adds up. */
constexpr int SIDE = 16, DEPTH = 32;
/** Halves of one register. */
constexpr size_t REGISTER = SIDE * DEPTH;

/** The registers are usable while it lives, in the thread that has made it. */
class MatrixRegisters {
 public:
  MatrixRegisters() {
    struct alignas(64) {
      uint8_t palette = 1, start = 0, reserved[14] = {};
      uint16_t bytes[16] = {};
      uint8_t rows[16] = {};
    } shape;
    for (int each = 0; each < 8; each++) shape.bytes[each] = 64, shape.rows[each] = SIDE;
    _tile_loadconfig(&shape);
  }
  ~MatrixRegisters() { _tile_release(); }
};

/** The left side: rows of halves, `row` bytes from one to the next; the lower pieces lie `low` behind the higher ones. */
struct Left {
  ptrdiff_t row;
  size_t low;
};

/** The depth of a product: `groups` times `steps` times DEPTH; from group to group A moves by `group` halves. */
struct Depth {
  int groups, steps;
  ptrdiff_t group;
};

/** 32 x 32 sums. B: for each step the higher pieces of both columns of registers, then the lower ones. */
ALWAYS_INLINE void multiply_two_by_two(Depth depth, Left left, const Half* const (&a)[2], const Half* b, float* c) {
  _tile_zero(0);
  _tile_zero(1);
  _tile_zero(2);
  _tile_zero(3);
  for (int group = 0; group < depth.groups; group++) {
    const Half *upper = a[0] + group * depth.group, *lower = a[1] + group * depth.group;
    for (int step = 0; step < depth.steps; step++, upper += DEPTH, lower += DEPTH, b += 4 * REGISTER) {
      _tile_loadd(4, upper + left.low, left.row);
      _tile_loadd(6, b, 64);
      _tile_dpbf16ps(0, 4, 6);
      _tile_loadd(7, b + REGISTER, 64);
      _tile_dpbf16ps(1, 4, 7);
      _tile_loadd(5, lower + left.low, left.row);
      _tile_dpbf16ps(2, 5, 6);
      _tile_dpbf16ps(3, 5, 7);
      _tile_loadd(4, upper, left.row);
      _tile_dpbf16ps(0, 4, 6);
      _tile_dpbf16ps(1, 4, 7);
      _tile_loadd(5, lower, left.row);
      _tile_dpbf16ps(2, 5, 6);
      _tile_dpbf16ps(3, 5, 7);
      _tile_loadd(6, b + 2 * REGISTER, 64);
      _tile_dpbf16ps(0, 4, 6);
      _tile_dpbf16ps(2, 5, 6);
      _tile_loadd(7, b + 3 * REGISTER, 64);
      _tile_dpbf16ps(1, 4, 7);
      _tile_dpbf16ps(3, 5, 7);
    }
  }
  _tile_stored(0, c, 2 * SIDE * sizeof(float));
  _tile_stored(1, c + SIDE, 2 * SIDE * sizeof(float));
  _tile_stored(2, c + 2 * SIDE * SIDE, 2 * SIDE * sizeof(float));
  _tile_stored(3, c + 2 * SIDE * SIDE + SIDE, 2 * SIDE * sizeof(float));
}

/** 64 x 16 sums. B: for each step the higher pieces of a register, then the lower ones. */
ALWAYS_INLINE void multiply_four_by_one(Depth depth, Left left, const Half* const (&a)[4], const Half* b, float* c) {
  _tile_zero(0);
  _tile_zero(1);
  _tile_zero(2);
  _tile_zero(3);
  for (int group = 0; group < depth.groups; group++) {
    ptrdiff_t at = group * depth.group;
    for (int step = 0; step < depth.steps; step++, at += DEPTH, b += 2 * REGISTER) {
      _tile_loadd(6, b, 64);
      _tile_loadd(7, b + REGISTER, 64);
      _tile_loadd(4, a[0] + at + left.low, left.row);
      _tile_dpbf16ps(0, 4, 6);
      _tile_loadd(5, a[1] + at + left.low, left.row);
      _tile_dpbf16ps(1, 5, 6);
      _tile_loadd(4, a[2] + at + left.low, left.row);
      _tile_dpbf16ps(2, 4, 6);
      _tile_loadd(5, a[3] + at + left.low, left.row);
      _tile_dpbf16ps(3, 5, 6);
      _tile_loadd(4, a[0] + at, left.row);
      _tile_dpbf16ps(0, 4, 6);
      _tile_loadd(5, a[1] + at, left.row);
      _tile_dpbf16ps(1, 5, 6);
      _tile_dpbf16ps(0, 4, 7);
      _tile_loadd(4, a[2] + at, left.row);
      _tile_dpbf16ps(1, 5, 7);
      _tile_loadd(5, a[3] + at, left.row);
      _tile_dpbf16ps(2, 4, 6);
      _tile_dpbf16ps(3, 5, 6);
      _tile_dpbf16ps(2, 4, 7);
      _tile_dpbf16ps(3, 5, 7);
    }
  }
  _tile_stored(0, c, SIDE * sizeof(float));
  _tile_stored(1, c + SIDE * SIDE, SIDE * sizeof(float));
  _tile_stored(2, c + 2 * SIDE * SIDE, SIDE * sizeof(float));
  _tile_stored(3, c + 3 * SIDE * SIDE, SIDE * sizeof(float));
}

/** How many registers of rows belong to so many of columns. */
constexpr int rows_beside(int columns) { return columns == 2 ? 2 : 4; }

/**
 * `rows_beside(columns)` x `columns` registers of sums into `c`, row by row. `a`: where each register of rows begins. Rows that
 * there are none of may point to any other.
 */
template <int columns>
ALWAYS_INLINE void multiply_pieces(Depth depth, Left left, const Half* const (&a)[rows_beside(columns)], const Half* b, float* c) {
  if constexpr (columns == 2)
    multiply_two_by_two(depth, left, a, b, c);
  else
    multiply_four_by_one(depth, left, a, b, c);
}

}  // namespace
}  // namespace assay

#endif

// Products of small matrices: C = A B, where A may be transposed and the product may be added to C.
#pragma once

#include <cstddef>
#include <utility>

#include "vectors.h"

namespace assay {
namespace {

/** A matrix in memory; elements of a row follow each other. */
struct In {
  const float* at;
  ptrdiff_t row;
};
struct Out {
  float* at;
  ptrdiff_t row;
};

/** Rows of a block of C that stay in registers, for blocks of two registers' columns and of one. */
constexpr int ROWS_OF_TWO = LANES == 16 ? 14 : LANES == 8 ? 6 : 4;
constexpr int ROWS_OF_ONE = LANES == 16 ? 24 : LANES == 8 ? 12 : 8;

/** What a product does with A, which is rows x depth, or transposed depth x rows, and with C. */
enum class Form { set, set_transposed, add, add_transposed };
constexpr bool is_transposed(Form form) { return form == Form::set_transposed || form == Form::add_transposed; }
constexpr bool adds(Form form) { return form == Form::add || form == Form::add_transposed; }

/** `rows` x (`vectors` * LANES) elements of C; B has `depth` rows. */
template <int rows, int vectors, Form form>
void block(int depth, In a, In b, Out c) {
  Vector sums[rows][vectors] = {};
  // Compilers run out of registers with a pointer per row; three rows can share one, at 0, 1 and 2 times the stride.
  constexpr int pointers = (rows + 2) / 3;
  const float* starts[pointers];
  if constexpr (!is_transposed(form))
    for (int each = 0; each < pointers; each++) starts[each] = a.at + 3 * each * a.row;
#pragma GCC unroll 2
  for (int k = 0; k < depth; k++) {
    Vector row[vectors];
#pragma GCC unroll 2
    for (int j = 0; j < vectors; j++) row[j] = load(b.at + j * LANES);
    b.at += b.row;
#pragma GCC unroll 32
    for (int i = 0; i < rows; i++) {
      const float factor = is_transposed(form) ? a.at[i] : starts[i / 3][(i % 3) * a.row];
#pragma GCC unroll 2
      for (int j = 0; j < vectors; j++) sums[i][j] += factor * row[j];
    }
    if constexpr (is_transposed(form)) {
      a.at += a.row;
    } else {
#pragma GCC unroll 16
      for (int each = 0; each < pointers; each++) starts[each]++;
    }
  }
#pragma GCC unroll 32
  for (int i = 0; i < rows; i++)
#pragma GCC unroll 2
    for (int j = 0; j < vectors; j++) {
      float* to = c.at + i * c.row + j * LANES;
      // Added last: a sum of sums is more accurate than one long sum.
      store(to, adds(form) ? load(to) + sums[i][j] : sums[i][j]);
    }
}

typedef void (*Block)(int depth, In a, In b, Out c);

template <int vectors, Form form, int... index>
Block block_of(int rows, std::integer_sequence<int, index...>) {
  static const Block blocks[] = {block<index + 1, vectors, form>...};
  return blocks[rows - 1];
}

/** `rows` x (`vectors` * LANES) elements of C, in blocks of about equal height. */
template <int vectors, Form form>
void panel(int rows, int depth, In a, In b, Out c) {
  constexpr int most = vectors == 2 ? ROWS_OF_TWO : ROWS_OF_ONE;
  const int blocks = (rows + most - 1) / most;
  for (int done = 0, each = 0; each < blocks; each++) {
    const int height = (rows - done + blocks - each - 1) / (blocks - each);
    const In part = {a.at + (is_transposed(form) ? done : done * a.row), a.row};
    block_of<vectors, form>(height, std::make_integer_sequence<int, most>())(depth, part, b, {c.at + done * c.row, c.row});
    done += height;
  }
}

template <Form form>
ALWAYS_INLINE void multiply(int vectors, int rows, int depth, In a, In b, Out c) {
  if (vectors == 2)
    panel<2, form>(rows, depth, a, b, c);
  else
    panel<1, form>(rows, depth, a, b, c);
}

}  // namespace
}  // namespace assay

// The tiles of a convolution, and the transforms of winograd.h for one of them at a time: from an image, a gradient or a kernel
// into n * n points, and back.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "transforms.h"
#include "vectors.h"
#include "winograd.h"
#include "workers.h"

namespace assay {
namespace {

/** The panels of a matrix with `columns` columns: two registers wide, the last one maybe one. Columns are filled up with zeros. */
struct Panels {
  const int padded, count;
  explicit Panels(int columns) : padded(round_up(columns)), count((padded + 2 * LANES - 1) / (2 * LANES)) {}
  int start(int panel) const { return panel * 2 * LANES; }
  int width(int panel) const { return std::min(2 * LANES, padded - start(panel)); }
};

/** Collects 0 * x of everything computed: zero as long as all of it is finite. */
struct Finite {
  Vector zero = {};
  ALWAYS_INLINE void see(Vector value) { zero += 0.f * value; }
};

/** Tiles of m x m outputs for kernels of r x r. */
template <int m, int r>
struct Tiles {
  static constexpr int n = m + r - 1, POINTS = n * n;
  using Input = InputTransform<n>;
  using Output = OutputTransform<n, m>;

  const Convolution& of;
  const int down, across, per_image, total;
  /** Rows and columns of what is kept of each 2 x 2 outputs. Their windows lie within tiles: then m is even. */
  const int pooled_height, pooled_width;

  explicit Tiles(const Convolution& convolution)
      : of(convolution),
        down((of.out_height + m - 1) / m),
        across((of.out_width + m - 1) / m),
        per_image(down * across),
        total(of.images * per_image),
        pooled_height(of.out_height / 2),
        pooled_width(of.out_width / 2) {}

  /** Where a tile's outputs begin, and how many of them there are. */
  struct Place {
    int image, row, column, rows, columns;
  };
  Place place(int tile) const {
    const int image = tile / per_image, row = tile % per_image / across * m, column = tile % across * m;
    return {image, row, column, std::min(m, of.out_height - row), std::min(m, of.out_width - column)};
  }

  struct Range {
    int from, to;
  };
  /** A kernel as a product takes it: from `in` channels to `out` channels. */
  struct Sides {
    int in, out;
  };

  static size_t place_of_sums(const Panels& panels, int rows, int point, int panel) {
    return ((size_t)point * panels.padded + panels.start(panel)) * rows;
  }

  /** U = G g G', by point and panel: `in` rows of the panel's width. A thread's share of the rows. */
  void transform_kernel(const float* kernel, Sides sides, float* u, int id) const {
    const auto& g = kernel_matrix<n, r>().at;
    const Panels panels(sides.out);
    const size_t tap = (size_t)sides.in * sides.out;
    for (int row = id; row < sides.in; row += threads())
      for_channels(0, sides.out, [&](int column, auto part) {
        const float* from = kernel + (size_t)row * sides.out + column;
        Vector half[n][r];
        for (int x = 0; x < r; x++) {
          Vector taps[r];
          for (int y = 0; y < r; y++) taps[y] = load(from + (y * r + x) * tap, part);
          for (int i = 0; i < n; i++) {
            Vector sum = g[i][0] * taps[0];
            for (int y = 1; y < r; y++) sum += g[i][y] * taps[y];
            half[i][x] = sum;
          }
        }
        const int panel = column / (2 * LANES), width = panels.width(panel);
        float* to = u + panels.start(panel) * (size_t)sides.in + (size_t)row * width + column - panels.start(panel);
        for (int i = 0; i < n; i++)
          for (int j = 0; j < n; j++) {
            Vector sum = g[j][0] * half[i][0];
            for (int x = 1; x < r; x++) sum += g[j][x] * half[i][x];
            store(to + (i * n + j) * (size_t)sides.in * panels.padded, sum);
          }
      });
  }

  /** From [tap][channel][filter] to [tap][filter][channel]. A thread's share of the taps. */
  void turn_kernel(const float* kernel, float* turned, int id) const {
    constexpr int square = 16;
    const int channels = of.channels, filters = of.filters;
    for (int tap = id; tap < r * r; tap += threads()) {
      const float* from = kernel + (size_t)tap * channels * filters;
      float* to = turned + (size_t)tap * channels * filters;
      for (int c0 = 0; c0 < channels; c0 += square)
        for (int f0 = 0; f0 < filters; f0 += square)
          for (int f = f0; f < std::min(filters, f0 + square); f++)
            for (int c = c0; c < std::min(channels, c0 + square); c++) to[(size_t)f * channels + c] = from[(size_t)c * filters + f];
    }
  }

  /** Row and column of the input where a tile begins; in the zeros around it where negative. */
  int top(Place at) const { return at.row - of.before; }
  int left(Place at) const { return at.column - of.before; }
  /** Offset of the first output of a row of a tile. */
  ptrdiff_t output(Place at, int row) const {
    return (((ptrdiff_t)at.image * of.out_height + at.row + row) * of.out_width + at.column) * of.filters;
  }
  /** The same of the first of a row of 2 x 2 windows. */
  ptrdiff_t pooled(Place at, int row) const {
    return (((ptrdiff_t)at.image * pooled_height + at.row / 2 + row) * pooled_width + at.column / 2) * of.filters;
  }
  const float* pixel(const float* x, int image, int row, int column) const {
    return x + (((ptrdiff_t)image * of.height + row) * of.width + column) * of.channels;
  }

  /** V = B' d B for all channels of one tile, `v_point` apart by point. Lanes behind the last channel are zero. */
  void transform_input(const float* x, Place at, float* v, size_t v_point) const {
    const int y0 = top(at), x0 = left(at);
    const bool inside = y0 >= 0 && x0 >= 0 && y0 + n <= of.height && x0 + n <= of.width;
    const float* corner = pixel(x, at.image, y0, x0);
    const ptrdiff_t row = (ptrdiff_t)of.width * of.channels;
    for_channels(0, of.channels, [&](int channel, auto part) {
      Vector half[n][n], out[n];
#pragma GCC unroll 1
      for (int j = 0; j < n; j++) {
        Vector d[n];
        if (inside)
          for (int i = 0; i < n; i++) d[i] = load(corner + i * row + j * of.channels + channel, part);
        else
          for (int i = 0; i < n; i++)
            d[i] = is_inside(y0 + i, x0 + j) ? load(corner + i * row + j * of.channels + channel, part) : Vector{};
        Input::apply(d, out);
        for (int i = 0; i < n; i++) half[i][j] = out[i];
      }
#pragma GCC unroll 1
      for (int i = 0; i < n; i++) {
        Input::apply(half[i], out);
        for (int j = 0; j < n; j++) store(v + (i * n + j) * v_point + channel, out[j]);
      }
    });
  }

  bool is_inside(int row, int column) const { return row >= 0 && row < of.height && column >= 0 && column < of.width; }

  /**
   * Finds the outputs of a tile all of whose inputs are zero: `zero[m * m]`; returns whether there are any. Transforms leave
   * about 1e-8 there, half of the time positive, and relu would let a gradient pass that a direct convolution stops: with black
   * backgrounds and biases that start at zero, a quarter of the gradient of a bias. So such outputs are set to the zero they are.
   */
  bool find_zeros(const float* x, Place at, uint8_t* zero) const {
    if (!may_have_zeros(x, at)) return false;
    bool black[n][n], any = false;
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++) {
        const int row = top(at) + i, column = left(at) + j;
        black[i][j] = !is_inside(row, column) || is_black(pixel(x, at.image, row, column));
        any |= black[i][j];
      }
    if (!any) return false;
    bool across_row[n][m];
    for (int i = 0; i < n; i++)
      for (int j = 0; j < m; j++) {
        across_row[i][j] = true;
        for (int k = 0; k < r; k++) across_row[i][j] &= black[i][j + k];
      }
    any = false;
    for (int i = 0; i < m; i++)
      for (int j = 0; j < m; j++) {
        bool all = true;
        for (int k = 0; k < r; k++) all &= across_row[i + k][j];
        zero[i * m + j] = all;
        any |= all;
      }
    return any;
  }

  /** False where it is certain that a tile has none: each r x r inputs hold a pixel whose row and column are r - 1, 2 r - 1 ... */
  bool may_have_zeros(const float* x, Place at) const {
    for (int i = r - 1; i < n; i += r)
      for (int j = r - 1; j < n; j += r) {
        const int row = top(at) + i, column = left(at) + j;
        if (!is_inside(row, column) || is_black(pixel(x, at.image, row, column))) return true;
      }
    return false;
  }

  /** Whether all channels of a pixel are zero. Mostly the first few say that they are not. */
  bool is_black(const float* values) const {
    bool black = true;
    for_channels(0, of.channels, [&](int channel, auto part) { black = black && is_zero(load(values + channel, part)); });
    return black;
  }

  /** A column of the gradient of a tile's outputs. */
  template <class Part>
  ALWAYS_INLINE void load_gradient(OutputGradient gradient, Place at, int column, int filter, Part part, Vector* dy) const {
    const ptrdiff_t first = output(at, 0) + column * of.filters + filter, row = (ptrdiff_t)of.out_width * of.filters;
    for (int i = 0; i < m; i++) {
      dy[i] = Vector{};
      if (i >= at.rows || column >= at.columns) continue;
      dy[i] = load(gradient.dy + first + i * row, part);
      if (gradient.y != nullptr) dy[i] = load(gradient.y + first + i * row, part) > 0.f ? dy[i] : Vector{};
    }
  }

  /** The same where the largest of each 2 x 2 outputs was kept. */
  template <class Part>
  ALWAYS_INLINE void load_pooled_gradient(OutputGradient gradient, Place at, int column, int filter, Part part, Vector* dy) const {
    const ptrdiff_t first = pooled(at, 0) + column / 2 * of.filters + filter, row = (ptrdiff_t)pooled_width * of.filters;
    for (int i = 0; i + 1 < m; i += 2) {
      dy[i] = dy[i + 1] = Vector{};
      if (i + 1 >= at.rows || (column | 1) >= at.columns) continue;
      const Vector kept = load(gradient.dy + first + i / 2 * row, part);
      const Integers place = load_bytes(gradient.places + first + i / 2 * row, part);
      dy[i] = place == column % 2 ? kept : Vector{};
      dy[i + 1] = place == 2 + column % 2 ? kept : Vector{};
    }
  }

  /** D = A dy A' for a range of filters of one tile. Adds dy up in `bias` where that is given. */
  void transform_gradient(OutputGradient gradient, Place at, Range range, float* d, size_t d_point, float* bias = nullptr) const {
    for_channels(range.from, range.to, [&](int filter, auto part) {
      Vector half[n][m], out[n], sum = {};
#pragma GCC unroll 1
      for (int j = 0; j < m; j++) {
        Vector dy[m];
        if (m % 2 == 0 && gradient.places != nullptr)
          load_pooled_gradient(gradient, at, j, filter, part, dy);
        else
          load_gradient(gradient, at, j, filter, part, dy);
        for (int i = 0; i < m; i++) sum += dy[i];
        Output::adjoint(dy, out);
        for (int i = 0; i < n; i++) half[i][j] = out[i];
      }
#pragma GCC unroll 1
      for (int i = 0; i < n; i++) {
        Output::adjoint(half[i], out);
        for (int j = 0; j < n; j++) store(d + (i * n + j) * d_point + filter - range.from, out[j]);
      }
      if (bias != nullptr) store(bias + filter, load(bias + filter) + sum);
    });
  }

  /** y = A' M A of one tile, one register of filters. */
  template <class Part>
  ALWAYS_INLINE void write_output(const float* product, size_t m_point, Place at, const uint8_t* zeros, Epilogue epilogue, int filter,
                                  Part part, float* y, Finite& seen) const {
    Vector half[m][n], out[m];
#pragma GCC unroll 1
    for (int j = 0; j < n; j++) {
      Vector column[n];
      for (int i = 0; i < n; i++) column[i] = load(product + (i * n + j) * m_point);
      Output::apply(column, out);
      for (int i = 0; i < m; i++) half[i][j] = out[i];
    }
    const Vector bias = epilogue.bias != nullptr ? load(epilogue.bias + filter, part) : Vector{};
    Vector above[m];
    for (int i = 0; i < at.rows; i++) {
      Output::apply(half[i], out);
      for (int j = 0; j < m; j++) {
        if (j < at.columns) seen.see(out[j]);
        out[j] = zeros != nullptr && zeros[i * m + j] ? bias : out[j] + bias;
        if (epilogue.relu) out[j] = out[j] < 0.f ? Vector{} : out[j];  // NaN stays
      }
      if (epilogue.places == nullptr) {
        float* to = y + output(at, i) + filter;
        for (int j = 0; j < m; j++)
          if (j < at.columns) store(to + (ptrdiff_t)j * of.filters, out[j], part);
      } else if (i % 2 == 1) {
        const ptrdiff_t to = pooled(at, i / 2) + filter;
        for (int j = 0; j + 1 < m; j += 2)
          if (j + 1 < at.columns) keep_largest(above + j, out + j, epilogue, to + j / 2 * of.filters, part, y);
      }
      for (int j = 0; j < m; j++) above[j] = out[j];
    }
  }

  /** Of 2 x 2 outputs. */
  template <class Part>
  static ALWAYS_INLINE void keep_largest(const Vector* above, const Vector* below, Epilogue epilogue, ptrdiff_t to, Part part, float* y) {
    Vector best = above[0];
    Integers place = {};
    const auto consider = [&](Vector value, int at) {
      const Integers better = (value > best) | (value != value);
      best = better ? value : best;
      place = better ? Integers{} + at : place;
    };
    consider(above[1], 1);
    consider(below[0], 2);
    consider(below[1], 3);
    const Integers reachable = epilogue.relu ? best > 0.f : best == best;
    store(y + to, best, part);
    store_bytes(epilogue.places + to, reachable ? place : Integers{} + NOWHERE, part);
  }

  void clear(float* dx, int image, int from, int to) const {
    float* at = dx + (size_t)image * of.height * of.width * of.channels;
    if (from == 0 && to == of.channels) {
      memset(at, 0, (size_t)of.height * of.width * of.channels * sizeof(float));
      return;
    }
    for (int each = 0; each < of.height * of.width; each++) memset(at + (size_t)each * of.channels + from, 0, (to - from) * sizeof(float));
  }

  /** dx += B E B' of one tile, one register of channels. */
  template <class Part>
  ALWAYS_INLINE void add_input_gradient(const float* product, size_t e_point, Place at, int channel, Part part, float* dx,
                                        Finite& seen) const {
    const int y0 = top(at), x0 = left(at);
    Vector half[n][n], out[n];
#pragma GCC unroll 1
    for (int j = 0; j < n; j++) {
      Vector column[n];
      for (int i = 0; i < n; i++) column[i] = load(product + (i * n + j) * e_point);
      Input::adjoint(column, out);
      for (int i = 0; i < n; i++) half[i][j] = out[i];
    }
    const int from = std::max(0, -x0), to = std::min(n, of.width - x0);
    float* corner = dx + (((ptrdiff_t)at.image * of.height + y0) * of.width + x0) * of.channels + channel;
    for (int i = std::max(0, -y0); i < std::min(n, of.height - y0); i++) {
      Input::adjoint(half[i], out);
      float* line = corner + (ptrdiff_t)i * of.width * of.channels;
      for (int j = 0; j < n; j++) {
        if (j < from || j >= to) continue;
        const Vector value = load(line + j * of.channels, part) + out[j];
        seen.see(value);
        store(line + j * of.channels, value, part);
      }
    }
  }

  /** dg = G' U G for one row and one register of columns. `turned`: rows are filters, columns channels. */
  template <class Sum, class Part>
  void write_kernel_gradient(Sum sum_at, bool turned, int row, int column, Part part, float* dkernel, Finite& seen) const {
    const auto& g = kernel_matrix<n, r>().at;
    Vector half[n][r];
    for (int i = 0; i < n; i++) {
      Vector out[r] = {};
      for (int j = 0; j < n; j++) {
        const Vector value = sum_at(i * n + j);
        for (int x = 0; x < r; x++) out[x] += g[j][x] * value;
      }
      for (int x = 0; x < r; x++) half[i][x] = out[x];
    }
    for (int y = 0; y < r; y++)
      for (int x = 0; x < r; x++) {
        Vector value = g[0][y] * half[0][x];
        for (int i = 1; i < n; i++) value += g[i][y] * half[i][x];
        seen.see(value);
        float* tap = dkernel + (size_t)(y * r + x) * of.channels * of.filters;
        if (!turned)
          store(tap + (size_t)row * of.filters + column, value, part);
        else
          for (int lane = 0; lane < std::min(LANES, of.channels - column); lane++)
            tap[(size_t)(column + lane) * of.filters + row] = value[lane];
      }
  }

  struct Pixels {
    const float* from;
    int count;
  };

  /** Of the m rows of pixels that a tile adds to those of the tile above it, one; none where it lies outside. */
  Pixels new_pixels(const float* x, int tile, int row) const {
    const Place at = place(tile);
    const int y = top(at) + r - 1 + row, x0 = std::max(0, left(at) + r - 1), x1 = std::min(of.width, left(at) + n);
    if (y < 0 || y >= of.height || x1 <= x0) return {x, 0};
    return {pixel(x, at.image, y, x0), (x1 - x0) * of.channels};
  }

  /** A row of the gradient of a tile's outputs; of some filters only, the first pixel's. */
  Pixels gradient_pixels(OutputGradient gradient, int tile, int row, Range range) const {
    const Place at = place(tile);
    if (row >= at.rows || gradient.places != nullptr) return {gradient.dy, 0};
    const float* from = gradient.dy + output(at, row) + range.from;
    return {from, range.to - range.from == of.filters ? at.columns * of.filters : range.to - range.from};
  }
};

}  // namespace
}  // namespace assay

// The passes of winograd.h.
//
// How the work is laid out. A thread takes a block of tiles, transforms the inputs of all their channels into n * n matrices
// (V, tiles x channels each), multiplies these, for one panel of two registers' width of filters after another, with the
// transformed kernels (U), and transforms the products (M) back. V, and M for one panel, stay in the second cache; U streams
// through it. Nothing transformed reaches memory.
#include "winograd.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <vector>

#include "product.h"
#include "transforms.h"
#include "vectors.h"
#include "workers.h"

namespace assay {
namespace {

/** An odd number of registers, so that columns of a matrix spread over the sets of a cache. */
size_t odd_registers(size_t count) { return ((count + LANES - 1) / LANES | 1) * LANES; }

/** The panels of a matrix with `columns` columns: two registers wide, the last one maybe one. Columns are filled up with zeros. */
struct Panels {
  const int padded, count;
  explicit Panels(int columns) : padded(round_up(columns)), count((padded + 2 * LANES - 1) / (2 * LANES)) {}
  int start(int panel) const { return panel * 2 * LANES; }
  int width(int panel) const { return std::min(2 * LANES, padded - start(panel)); }
};

/** Fetches the pixels that the next block of tiles will read while the products of this one keep the processor busy. */
class Prefetch {
 public:
  /** So many rows of pixels, spread over so many calls of `step`; `address(row)` says where a row lies and how long it is. */
  void plan(int rows, int calls) {
    row_ = 0;
    rows_ = rows;
    per_call_ = (rows + calls - 1) / std::max(1, calls);
  }
  template <class Address>
  ALWAYS_INLINE void step(Address address) {
    for (int i = 0; i < per_call_ && row_ < rows_; i++, row_++) {
      const auto [from, count] = address(row_);
      for (int at = 0; at < count; at += 16) __builtin_prefetch(from + at, 0, 2);
    }
  }

 private:
  int row_ = 0, rows_ = 0, per_call_ = 0;
};

/** Collects 0 * x of everything computed: zero as long as all of it is finite. */
struct Finite {
  Vector zero = {};
  ALWAYS_INLINE void see(Vector value) { zero += 0.f * value; }
};

template <int m, int r>
class Tiles {
  static constexpr int n = m + r - 1, POINTS = n * n;
  using Input = InputTransform<n>;
  using Output = OutputTransform<n, m>;

  const Convolution& of;
  const int down, across, per_image, total;

  /** Where a tile's outputs begin, and how many of them there are. */
  struct Place {
    int image, row, column, rows, columns;
  };
  Place place(int tile) const {
    const int image = tile / per_image, row = tile % per_image / across * m, column = tile % across * m;
    return {image, row, column, std::min(m, of.out_height - row), std::min(m, of.out_width - column)};
  }

 public:
  explicit Tiles(const Convolution& convolution)
      : of(convolution),
        down((of.out_height + m - 1) / m),
        across((of.out_width + m - 1) / m),
        per_image(down * across),
        total(of.images * per_image) {}

  bool forward(const float* x, const float* kernel, Epilogue epilogue, float* y) const {
    const int channels = of.channels, filters = of.filters;
    const Panels panels(filters);
    // Measured: with few channels, two register blocks of tiles for each transformed kernel that comes from the cache.
    const int most = std::min(total, channels < 128 ? 2 * ROWS_OF_TWO : ROWS_OF_TWO);
    const size_t v_row = odd_registers(channels), v_point = odd_registers(most * v_row);
    const size_t m_point = odd_registers(most * 2 * LANES);
    float* u = scratch(SHARED, 0, POINTS * (size_t)channels * panels.padded);
    for (int id = 0; id < threads(); id++) scratch(id, 0, v_point * POINTS), scratch(id, 1, m_point * POINTS);
    in_parallel([&](int id) { transform_kernel(kernel, {channels, filters}, u, id); });

    std::atomic<int> next{0};
    std::atomic<bool> finite{true};
    const int blocks = (total + most - 1) / most;
    in_parallel([&](int id) {
      float* v = scratch(id, 0, v_point * POINTS);
      float* product = scratch(id, 1, m_point * POINTS);
      std::vector<uint8_t> zero(most * m * m);
      std::vector<bool> any_zero(most);
      Finite seen;
      Prefetch coming;
      for (int block = next++, following; block < blocks; block = following) {
        following = next++;
        const int first = block * most, tiles = std::min(most, total - first);
        for (int t = 0; t < tiles; t++) {
          const Place at = place(first + t);
          transform_input(x, at, v + t * v_row, v_point);
          any_zero[t] = find_zeros(x, at, &zero[t * m * m]);
        }
        const int ahead = following < blocks ? std::min(most, total - following * most) : 0;
        coming.plan(ahead * m, POINTS * panels.count);
        for (int panel = 0; panel < panels.count; panel++) {
          const int start = panels.start(panel), width = panels.width(panel);
          for (int point = 0; point < POINTS; point++) {
            const float* transformed = u + point * (size_t)channels * panels.padded + start * (size_t)channels;
            multiply<Form::set>(width / LANES, tiles, channels, {v + point * v_point, (ptrdiff_t)v_row}, {transformed, width},
                                {product + point * m_point, width});
            coming.step([&](int row) { return new_pixels(x, following * most + row / m, row % m); });
          }
          for (int t = 0; t < tiles; t++) {
            const Place at = place(first + t);
            const uint8_t* zeros = any_zero[t] ? &zero[t * m * m] : nullptr;
            for_channels(start, std::min(filters, start + width), [&](int filter, auto part) {
              write_output(product + (size_t)t * width + filter - start, m_point, at, zeros, epilogue, filter, part, y, seen);
            });
          }
        }
      }
      if (!all_zero(seen.zero)) finite = false;
    });
    return finite;
  }

  bool input_gradient(OutputGradient gradient, const float* kernel, float* dx) const {
    const int channels = of.channels, filters = of.filters;
    const Panels panels(channels);
    const int blocks = (per_image + 2 * ROWS_OF_TWO - 1) / (2 * ROWS_OF_TWO), most = (per_image + blocks - 1) / blocks;
    const size_t d_row = odd_registers(filters), d_point = odd_registers(most * d_row);
    const size_t e_point = odd_registers(most * 2 * LANES);
    float* u = scratch(SHARED, 0, POINTS * (size_t)filters * panels.padded);
    float* turned = scratch(SHARED, 1, (size_t)r * r * channels * filters);
    for (int id = 0; id < threads(); id++) scratch(id, 0, d_point * POINTS), scratch(id, 1, e_point * POINTS);
    in_parallel([&](int id) { turn_kernel(kernel, turned, id); });
    in_parallel([&](int id) { transform_kernel(turned, {filters, channels}, u, id); });

    // Tiles overlap in the image, which therefore belongs to one thread. Where there are fewer images than threads, each thread
    // takes a part of the channels of all images instead.
    const bool by_images = of.images >= threads();
    std::atomic<int> next{0};
    std::atomic<bool> finite{true};
    in_parallel([&](int id) {
      float* d = scratch(id, 0, d_point * POINTS);
      float* product = scratch(id, 1, e_point * POINTS);
      const int from = by_images ? 0 : panels.count * id / threads();
      const int to = by_images ? panels.count : panels.count * (id + 1) / threads();
      Finite seen;
      Prefetch coming;
      for (int image = by_images ? next++ : 0, following; image < of.images && from < to; image = following) {
        following = by_images ? next++ : image + 1;
        clear(dx, image, panels.start(from), std::min(channels, panels.start(to)));
        for (int first = 0; first < per_image; first += most) {
          const int tiles = std::min(most, per_image - first), tile = image * per_image + first;
          for (int t = 0; t < tiles; t++) transform_gradient(gradient, place(tile + t), {0, filters}, d + t * d_row, d_point);
          const bool last = first + most >= per_image;
          const int ahead = last ? following * per_image : tile + most;
          coming.plan(ahead < total ? std::min(most, total - ahead) * m : 0, POINTS * (to - from));
          for (int panel = from; panel < to; panel++) {
            const int start = panels.start(panel), width = panels.width(panel);
            for (int point = 0; point < POINTS; point++) {
              const float* transformed = u + point * (size_t)filters * panels.padded + start * (size_t)filters;
              multiply<Form::set>(width / LANES, tiles, filters, {d + point * d_point, (ptrdiff_t)d_row}, {transformed, width},
                                  {product + point * e_point, width});
              coming.step([&](int row) { return gradient_pixels(gradient.dy, ahead + row / m, row % m, {0, filters}); });
            }
            for (int t = 0; t < tiles; t++) {
              const Place at = place(tile + t);
              for_channels(start, std::min(channels, start + width), [&](int channel, auto part) {
                add_input_gradient(product + (size_t)t * width + channel - start, e_point, at, channel, part, dx, seen);
              });
            }
          }
        }
      }
      if (!all_zero(seen.zero)) finite = false;
    });
    return finite;
  }

  bool kernel_gradient(const float* x, OutputGradient gradient, float* dkernel, float* bias_gradient) const {
    const int channels = of.channels, filters = of.filters, workers = threads();
    // The columns of the products are what fills registers better: filters, or channels where only these fill two.
    const bool turned = Panels(filters).padded == LANES && Panels(channels).padded > LANES;
    const int rows = turned ? filters : channels;
    const Panels panels(turned ? channels : filters);
    const size_t sums = POINTS * (size_t)rows * panels.padded;
    // Threads share the tiles, each with sums of its own. Where these are large, threads share the columns instead: no sums to
    // add up and to hold in the cache, at the price of transforming the input once per thread. Measured at 3 MB.
    const bool by_columns = !turned && panels.count >= workers && sums * sizeof(float) > (3u << 20);
    const int most = std::min(total, (sums * sizeof(float) > (6u << 20) ? 4 : 3) * ROWS_OF_TWO);
    const int widest = by_columns ? (panels.count / workers + 1) * 2 * LANES : round_up(filters);
    const size_t v_row = odd_registers(channels), v_point = odd_registers(most * v_row);
    const size_t d_row = odd_registers(widest), d_point = odd_registers(most * d_row);
    std::vector<float*> sum(workers);
    for (int id = 0; id < workers; id++) {
      scratch(id, 0, v_point * POINTS), scratch(id, 1, d_point * POINTS);
      sum[id] = by_columns ? scratch(SHARED, 0, sums) : scratch(id, 2, sums);
    }
    const int bias_row = round_up(filters);
    float* bias_sums = scratch(SHARED, 1, (size_t)workers * bias_row);
    memset(bias_sums, 0, (size_t)workers * bias_row * sizeof(float));

    in_parallel([&](int id) {
      float* v = scratch(id, 0, v_point * POINTS);
      float* d = scratch(id, 1, d_point * POINTS);
      const int panel_from = by_columns ? panels.count * id / workers : 0;
      const int panel_to = by_columns ? panels.count * (id + 1) / workers : panels.count;
      const int tile_from = by_columns ? 0 : (int64_t)total * id / workers;
      const int tile_to = by_columns ? total : (int64_t)total * (id + 1) / workers;
      const Range mine = by_columns ? Range{panels.start(panel_from), std::min(filters, panels.start(panel_to))} : Range{0, filters};
      for (int point = 0; point < POINTS; point++)
        for (int panel = panel_from; panel < panel_to; panel++)
          memset(sum[id] + place_of_sums(panels, rows, point, panel), 0, (size_t)rows * panels.width(panel) * sizeof(float));
      std::vector<float> bias_block(bias_row);
      Prefetch inputs, gradients;
      for (int first = tile_from; first < tile_to; first += most) {
        const int tiles = std::min(most, tile_to - first);
        if (bias_gradient != nullptr) std::fill(bias_block.begin(), bias_block.end(), 0.f);
        for (int t = 0; t < tiles; t++) {
          const Place at = place(first + t);
          transform_input(x, at, v + t * v_row, v_point);
          transform_gradient(gradient, at, mine, d + t * d_row, d_point, bias_gradient ? bias_block.data() : nullptr);
        }
        // A sum of sums is more accurate than one long sum.
        if (bias_gradient != nullptr)
          for (int filter = mine.from; filter < mine.to; filter++) bias_sums[id * bias_row + filter] += bias_block[filter];
        const int ahead = std::max(0, std::min(most, tile_to - first - most)) * m;
        inputs.plan(ahead, POINTS * (panel_to - panel_from));
        gradients.plan(ahead, POINTS * (panel_to - panel_from));
        for (int point = 0; point < POINTS; point++)
          for (int panel = panel_from; panel < panel_to; panel++) {
            const int start = panels.start(panel), width = panels.width(panel);
            const In a = turned ? In{d + point * d_point, (ptrdiff_t)d_row} : In{v + point * v_point, (ptrdiff_t)v_row};
            const In b = turned ? In{v + point * v_point + start, (ptrdiff_t)v_row}
                                : In{d + point * d_point + start - mine.from, (ptrdiff_t)d_row};
            const Out c = {sum[id] + place_of_sums(panels, rows, point, panel), width};
            multiply<Form::add_transposed>(width / LANES, rows, tiles, a, b, c);
            inputs.step([&](int row) { return new_pixels(x, first + most + row / m, row % m); });
            gradients.step([&](int row) { return gradient_pixels(gradient.dy, first + most + row / m, row % m, mine); });
          }
      }
    });

    std::atomic<bool> finite{true};
    in_parallel([&](int id) {
      Finite seen;
      for (int row = id; row < rows; row += workers)
        for (int panel = 0; panel < panels.count; panel++)
          for_channels(panels.start(panel), std::min(turned ? channels : filters, panels.start(panel) + panels.width(panel)),
                       [&](int column, auto part) {
                         const int start = panels.start(panel), width = panels.width(panel);
                         const size_t offset = (size_t)row * width + column - start;
                         write_kernel_gradient(
                             [&](int point) {
                               const size_t at = place_of_sums(panels, rows, point, panel) + offset;
                               Vector value = load(sum[0] + at);
                               for (int other = 1; other < (by_columns ? 1 : workers); other++) value += load(sum[other] + at);
                               return value;
                             },
                             turned, row, column, part, dkernel, seen);
                       });
      if (!all_zero(seen.zero)) finite = false;
    });
    if (bias_gradient != nullptr)
      for (int filter = 0; filter < filters; filter++) {
        float total_sum = 0;
        for (int id = 0; id < workers; id++) total_sum += bias_sums[id * bias_row + filter];
        bias_gradient[filter] = total_sum;
        if (!(total_sum * 0 == 0)) finite = false;
      }
    return finite;
  }

 private:
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

  /** Whether all channels of a pixel are zero. Mostly the first few say that they are not. */
  bool is_black(const float* values) const {
    bool black = true;
    int channel = 0;
    for (; black && channel + LANES <= of.channels; channel += LANES) {
      const auto differs = load(values + channel) != Vector{};
      int any = 0;
      for (int lane = 0; lane < LANES; lane++) any |= differs[lane];
      black = any == 0;
    }
    for (; black && channel < of.channels; channel++) black = values[channel] == 0;
    return black;
  }

  /** D = A dy A' for a range of filters of one tile. Adds dy up in `bias` where that is given. */
  void transform_gradient(OutputGradient gradient, Place at, Range range, float* d, size_t d_point, float* bias = nullptr) const {
    const ptrdiff_t first = output(at, 0);
    const ptrdiff_t row = (ptrdiff_t)of.out_width * of.filters;
    const bool whole = at.rows == m && at.columns == m;
    for_channels(range.from, range.to, [&](int filter, auto part) {
      Vector half[n][m], out[n], sum = {};
#pragma GCC unroll 1
      for (int j = 0; j < m; j++) {
        Vector dy[m];
        for (int i = 0; i < m; i++) {
          if (!whole && (i >= at.rows || j >= at.columns)) {
            dy[i] = Vector{};
            continue;
          }
          const ptrdiff_t offset = first + i * row + j * of.filters + filter;
          dy[i] = load(gradient.dy + offset, part);
          if (gradient.y != nullptr) dy[i] = load(gradient.y + offset, part) > 0.f ? dy[i] : Vector{};
          sum += dy[i];
        }
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
    float* to = y + output(at, 0) + filter;
    for (int i = 0; i < at.rows; i++) {
      Output::apply(half[i], out);
      for (int j = 0; j < m; j++) {
        if (j >= at.columns) continue;
        seen.see(out[j]);
        Vector value = zeros != nullptr && zeros[i * m + j] ? bias : out[j] + bias;
        if (epilogue.relu) value = value < 0.f ? Vector{} : value;  // NaN stays
        store(to + ((ptrdiff_t)i * of.out_width + j) * of.filters, value, part);
      }
    }
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
  Pixels gradient_pixels(const float* dy, int tile, int row, Range range) const {
    const Place at = place(tile);
    if (row >= at.rows) return {dy, 0};
    const float* from = dy + output(at, row) + range.from;
    return {from, range.to - range.from == of.filters ? at.columns * of.filters : range.to - range.from};
  }
};

/** Calls `body` with the tiles of this convolution. */
template <class Body>
bool with_tiles(const Convolution& of, Body body) {
  switch (of.kernel * 10 + tile_size(of)) {
    case 34: return body(Tiles<4, 3>(of));
    case 36: return body(Tiles<6, 3>(of));
    case 43: return body(Tiles<3, 4>(of));
    case 45: return body(Tiles<5, 4>(of));
    case 52: return body(Tiles<2, 5>(of));
    case 54: return body(Tiles<4, 5>(of));
    case 72: return body(Tiles<2, 7>(of));
    default: return false;
  }
}

}  // namespace

int tile_size(const Convolution& of) {
  struct Choice {
    int kernel, large, small;
  };
  const auto products = [&](int m) {
    const int64_t n = m + of.kernel - 1, down = (of.out_height + m - 1) / m, across = (of.out_width + m - 1) / m;
    return down * across * n * n;
  };
  for (const Choice& choice : {Choice{3, 6, 4}, {4, 5, 3}, {5, 4, 2}, {7, 2, 2}})
    // Whichever needs fewer multiplications: large tiles have fewer per output, but may hang over the edge.
    if (choice.kernel == of.kernel) return products(choice.large) <= products(choice.small) ? choice.large : choice.small;
  return 0;
}

bool forward(const Convolution& of, const float* x, const float* kernel, Epilogue epilogue, float* y) {
  return with_tiles(of, [&](const auto& tiles) { return tiles.forward(x, kernel, epilogue, y); });
}

bool input_gradient(const Convolution& of, OutputGradient gradient, const float* kernel, float* dx) {
  return with_tiles(of, [&](const auto& tiles) { return tiles.input_gradient(gradient, kernel, dx); });
}

bool kernel_gradient(const Convolution& of, const float* x, OutputGradient gradient, float* dkernel, float* bias_gradient) {
  return with_tiles(of, [&](const auto& tiles) { return tiles.kernel_gradient(x, gradient, dkernel, bias_gradient); });
}

}  // namespace assay

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
#include "tiles.h"
#include "workers.h"

namespace assay {
namespace {

/** An odd number of registers, so that columns of a matrix spread over the sets of a cache. */
size_t odd_registers(size_t count) { return ((count + LANES - 1) / LANES | 1) * LANES; }

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

/** The passes with tiles of m x m outputs. */
template <int m, int r>
class Passes : Tiles<m, r> {
  using Here = Tiles<m, r>;
  using typename Here::Place, typename Here::Range;
  using Here::POINTS, Here::of, Here::per_image, Here::total;
  using Here::clear, Here::find_zeros, Here::gradient_pixels, Here::new_pixels, Here::place, Here::place_of_sums,
      Here::transform_gradient, Here::transform_input, Here::transform_kernel, Here::turn_kernel;

 public:
  explicit Passes(const Convolution& convolution) : Here(convolution) {}

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
              this->write_output(product + (size_t)t * width + filter - start, m_point, at, zeros, epilogue, filter, part, y, seen);
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
    // As few register blocks as hold the tiles of an image, of about the same height, two at a time. Measured: 36 tiles in blocks
    // of 12 take 31 ms instead of the 33 ms of blocks of 9.
    const int blocks = (per_image + ROWS_OF_TWO - 1) / ROWS_OF_TWO, most = 2 * ((per_image + blocks - 1) / blocks);
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
              coming.step([&](int row) { return gradient_pixels(gradient, ahead + row / m, row % m, {0, filters}); });
            }
            for (int t = 0; t < tiles; t++) {
              const Place at = place(tile + t);
              for_channels(start, std::min(channels, start + width), [&](int channel, auto part) {
                this->add_input_gradient(product + (size_t)t * width + channel - start, e_point, at, channel, part, dx, seen);
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
            gradients.step([&](int row) { return gradient_pixels(gradient, first + most + row / m, row % m, mine); });
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
                         this->write_kernel_gradient(
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
};

/** Calls `body` with the passes of this convolution. */
template <class Body>
bool with_passes(const Convolution& of, Body body) {
  switch (of.kernel * 10 + tile_size(of)) {
    case 34: return body(Passes<4, 3>(of));
    case 36: return body(Passes<6, 3>(of));
    case 43: return body(Passes<3, 4>(of));
    case 45: return body(Passes<5, 4>(of));
    case 52: return body(Passes<2, 5>(of));
    case 54: return body(Passes<4, 5>(of));
    case 72: return body(Passes<2, 7>(of));
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
  return with_passes(of, [&](const auto& passes) { return passes.forward(x, kernel, epilogue, y); });
}

bool input_gradient(const Convolution& of, OutputGradient gradient, const float* kernel, float* dx) {
  return with_passes(of, [&](const auto& passes) { return passes.input_gradient(gradient, kernel, dx); });
}

bool kernel_gradient(const Convolution& of, const float* x, OutputGradient gradient, float* dkernel, float* bias_gradient) {
  return with_passes(of, [&](const auto& passes) { return passes.kernel_gradient(x, gradient, dkernel, bias_gradient); });
}

}  // namespace assay

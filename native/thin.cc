#include "thin.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstring>

#include "product.h"
#include "vectors.h"
#include "workers.h"

namespace assay {
namespace thin {
namespace {

/** Rows of outputs that a thread takes at once. */
constexpr int ROWS = 8;

/** One row of outputs as a product: what each tap of the kernel sees, [tap][column], transposed, times [tap][filter]. */
struct Row {
  const Convolution& of;
  /** Numbers that one output sees. */
  const int taps = of.kernel * of.kernel * of.channels;
  const int padded = round_up(of.filters);
  const int total = of.images * of.out_height;

  /** What the outputs of row `row`, counted over all images, see: [tap][column], zeros outside the image. */
  void gather(const float* x, int row, float* seen) const {
    const int image = row / of.out_height, top = row % of.out_height - of.before;
    for (int i = 0; i < of.kernel; i++)
      for (int j = 0; j < of.kernel; j++)
        for (int channel = 0; channel < of.channels; channel++, seen += of.out_width) {
          const int y = top + i, left = j - of.before;
          const bool inside = y >= 0 && y < of.height;
          const int from = inside ? std::max(0, -left) : of.out_width, to = std::min(of.out_width, of.width - left);
          std::fill(seen, seen + from, 0.f);
          const float* source = x + (((ptrdiff_t)image * of.height + y) * of.width + left) * of.channels + channel;
          for (int column = from; column < to; column++) seen[column] = source[(ptrdiff_t)column * of.channels];
          std::fill(seen + std::max(from, to), seen + of.out_width, 0.f);
        }
  }
};

/** Calls `body(vectors, column)` for each panel of filters. */
template <class Body>
void for_panels(int padded, Body body) {
  for (int column = 0; column < padded; column += 2 * LANES) body(padded - column > LANES ? 2 : 1, column);
}

}  // namespace

void forward(const Convolution& of, const float* x, const float* kernel, Epilogue epilogue, float* y) {
  const Row row{of};
  float* weights = scratch(SHARED, 0, (size_t)row.taps * row.padded);
  for (int tap = 0; tap < row.taps; tap++) {
    memset(weights + (size_t)tap * row.padded, 0, row.padded * sizeof(float));
    memcpy(weights + (size_t)tap * row.padded, kernel + (size_t)tap * of.filters, of.filters * sizeof(float));
  }
  const size_t seen_size = (size_t)of.out_width * row.taps, sum_size = (size_t)of.out_width * row.padded;
  for (int id = 0; id < threads(); id++) scratch(id, 0, seen_size), scratch(id, 1, sum_size);
  std::atomic<int> next{0};
  in_parallel([&](int id) {
    float* seen = scratch(id, 0, seen_size);
    float* sums = scratch(id, 1, sum_size);
    for (int first = next.fetch_add(ROWS); first < row.total; first = next.fetch_add(ROWS))
      for (int at = first; at < std::min(row.total, first + ROWS); at++) {
        row.gather(x, at, seen);
        for_panels(row.padded, [&](int vectors, int column) {
          multiply<Form::set_transposed>(vectors, of.out_width, row.taps, {seen, of.out_width}, {weights + column, row.padded},
                              {sums + column, row.padded});
        });
        float* to = y + (size_t)at * of.out_width * of.filters;
        for (int column = 0; column < of.out_width; column++)
          for_channels(0, of.filters, [&](int filter, auto part) {
            Vector value = load(sums + (size_t)column * row.padded + filter);
            if (epilogue.bias != nullptr) value += load(epilogue.bias + filter, part);
            if (epilogue.relu) value = value < 0.f ? Vector{} : value;  // NaN stays
            store(to + (size_t)column * of.filters + filter, value, part);
          });
      }
  });
}

void kernel_gradient(const Convolution& of, const float* x, OutputGradient gradient, float* dkernel, float* bias_gradient) {
  const Row row{of};
  const int workers = threads();
  const size_t seen_size = (size_t)of.out_width * row.taps, line_size = (size_t)of.out_width * row.padded;
  // The last row is the gradient of the bias.
  const size_t sums_size = (size_t)(row.taps + 1) * row.padded;
  for (int id = 0; id < workers; id++) scratch(id, 0, seen_size), scratch(id, 1, line_size + sums_size), scratch(id, 2, sums_size);
  in_parallel([&](int id) {
    float* seen = scratch(id, 0, seen_size);
    float* line = scratch(id, 1, line_size + sums_size);
    float* few = line + line_size;
    float* sums = scratch(id, 2, sums_size);
    memset(sums, 0, sums_size * sizeof(float));
    const int from = (int64_t)row.total * id / workers, to = (int64_t)row.total * (id + 1) / workers;
    // A sum of sums is more accurate than one long sum.
    for (int first = from; first < to; first += ROWS) {
      memset(few, 0, sums_size * sizeof(float));
      for (int at = first; at < std::min(to, first + ROWS); at++) {
        row.gather(x, at, seen);
        const size_t start = (size_t)at * of.out_width * of.filters;
        for (int column = 0; column < of.out_width; column++)
          for_channels(0, of.filters, [&](int filter, auto part) {
            const size_t offset = start + (size_t)column * of.filters + filter;
            Vector dy = load(gradient.dy + offset, part);
            if (gradient.y != nullptr) dy = load(gradient.y + offset, part) > 0.f ? dy : Vector{};
            store(line + (size_t)column * row.padded + filter, dy);
            float* bias = few + (size_t)row.taps * row.padded + filter;
            store(bias, load(bias) + dy);
          });
        for_panels(row.padded, [&](int vectors, int column) {
          multiply<Form::add>(vectors, row.taps, of.out_width, {seen, of.out_width}, {line + column, row.padded},
                              {few + column, row.padded});
        });
      }
      for (size_t each = 0; each < sums_size; each++) sums[each] += few[each];
    }
  });
  for (int tap = 0; tap <= row.taps; tap++)
    for (int filter = 0; filter < of.filters; filter++) {
      float sum = 0;
      for (int id = 0; id < workers; id++) sum += scratch(id, 2, sums_size)[(size_t)tap * row.padded + filter];
      (tap < row.taps ? dkernel[(size_t)tap * of.filters + filter] : bias_gradient[filter]) = sum;
    }
}

}  // namespace thin
}  // namespace assay

#include "amx.h"

#ifdef __AMX_BF16__

#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <vector>

#include "amx_product.h"
#include "workers.h"

namespace assay {
namespace amx {
namespace {

/** Bytes of pieces that a band of an image may have, so that they stay in the second cache beside the kernel. */
constexpr size_t BAND_BYTES = 512 << 10;

size_t registers(size_t count) { return (count + SIDE - 1) / SIDE; }
size_t steps_of(size_t depth) { return (depth + DEPTH - 1) / DEPTH; }

/** Columns of a product: two registers wide, the last ones maybe one. */
struct Panels {
  const int registers, count;
  explicit Panels(int columns) : registers(amx::registers(columns)), count((registers + 1) / 2) {}
  int columns(int panel) const { return std::min(2, registers - 2 * panel); }
  int start(int panel) const { return 2 * SIDE * panel; }
};

/** Calls `body` with the columns of a panel as a constant. */
template <class Body>
ALWAYS_INLINE void with_columns(int columns, Body body) {
  if (columns == 2)
    body(std::integral_constant<int, 2>());
  else
    body(std::integral_constant<int, 1>());
}

/** Some rows of the outputs of an image. */
struct Band {
  int image, from, rows;
};

/** The bands of a convolution, and where the pixels lie that they see. */
struct Bands {
  const Convolution& of;
  /** Pixels of a row, with the zeros around them. */
  const int pitch = of.out_width + of.kernel - 1;
  int each, count;

  explicit Bands(const Convolution& convolution) : of(convolution) {
    const size_t row = (size_t)pitch * of.channels * 2 * sizeof(Half);
    const int fitting = std::clamp((int)(BAND_BYTES / row) - of.kernel + 1, 1, of.out_height);
    const int bands = std::max((of.out_height + fitting - 1) / fitting, std::min(of.out_height, 2 * threads() / of.images));
    each = (of.out_height + bands - 1) / bands;
    count = (of.out_height + each - 1) / each;
  }
  Band at(int index) const {
    const int from = index % count * each;
    return {index / count, from, std::min(each, of.out_height - from)};
  }
  int total() const { return of.images * count; }
  /** Pixels that the outputs of so many rows see. */
  size_t pixels(int rows) const { return (size_t)(rows + of.kernel - 1) * pitch; }
  /** Where a row of a band's pixels lies in the image, or null where it is zeros; `row` counts from the first one that is seen. */
  template <class Number>
  Number* row(Number* x, const Band& band, int row) const {
    const int y = band.from + row - of.before;
    if (y < 0 || y >= of.height) return nullptr;
    return x + ((ptrdiff_t)band.image * of.height + y) * of.width * of.channels;
  }
};

/** What a convolution is computed from: an image, or a gradient where relu was. */
struct Source {
  const float* at;
  /** Null, or what must be positive. */
  const float* relu;
  template <class Part>
  ALWAYS_INLINE Vector get(size_t offset, Part part) const {
    const Vector value = load(at + offset, part);
    return relu == nullptr || load(relu + offset, part) > 0.f ? value : Vector{};
  }
};

/** The pieces of all pixels that a band sees, [row][pixel][channel], and zeros up to `size` halves. */
void write_pixels(const Bands& bands, const Source& source, const Band& band, Half* to, size_t size) {
  const Convolution& of = bands.of;
  const size_t before = (size_t)of.before * of.channels, length = (size_t)of.width * of.channels;
  const size_t line = (size_t)bands.pitch * of.channels;
  const auto clear = [&](size_t from, size_t count) {
    memset(to + from, 0, count * sizeof(Half));
    memset(to + size + from, 0, count * sizeof(Half));
  };
  size_t start = 0;
  for (int row = 0; row < band.rows + of.kernel - 1; row++, start += line) {
    const float* pixels = bands.row(source.at, band, row);
    if (pixels == nullptr) {
      clear(start, line);
      continue;
    }
    clear(start, before);
    const size_t offset = pixels - source.at;
    // What the last register has too much, is overwritten.
    for_channels(0, length, [&](int channel, auto part) {
      write_pieces(to + start + before + channel, size, source.get(offset + channel, part));
    });
    clear(start + before + length, line - before - length);
  }
  clear(start, size - start);
}

/**
 * The pieces of a kernel, [row][column * in][out], as the right side of products: by panel, by row and by step. A thread's share.
 */
struct Weights {
  const int rows, depth, out;
  const Panels panels{out};
  const size_t steps = steps_of(depth);
  /** Halves of one row of the kernel for one column of registers. */
  const size_t row = steps * 2 * REGISTER;

  size_t size() const { return panels.registers * rows * row; }
  size_t start(int panel) const { return (size_t)2 * panel * rows * row; }

  void write(const float* kernel, Half* to, int id) const {
    for (int panel = 0; panel < panels.count; panel++)
      for (int at = id; at < rows; at += threads()) {
        const int columns = panels.columns(panel);
        Half* step = to + start(panel) + at * columns * row;
        for (int first = 0; first < (int)steps * DEPTH; first += DEPTH, step += 2 * columns * REGISTER)
          for (int pair = 0; pair < SIDE; pair++)
            for (int column = 0; column < columns; column++) {
              const int from = panels.start(panel) + column * SIDE;
              const auto line = [&](int k) {
                if (k >= depth) return Vector{};
                const float* values = kernel + ((size_t)at * depth + k) * out + from;
                return out - from >= LANES ? load(values) : load(values, First{out - from});
              };
              const int k = first + 2 * pair;
              write_pairs(step + column * REGISTER + pair * DEPTH, columns * REGISTER, line(k), line(k + 1));
            }
      }
  }
};

/** A convolution with any kernel [row][column][channel][filter]; `finish` changes a sum of all channels at some filters. */
template <class Finish>
bool convolve(const Convolution& of, const Source& source, const float* kernel, float* y, Finish finish) {
  const Weights weights{of.kernel, of.kernel * of.channels, of.filters};
  const Bands bands(of);
  Half* const right = (Half*)scratch(SHARED, 0, weights.size() / 2);
  // A register of rows may begin up to so many pixels behind the last output.
  const size_t size = ((bands.pixels(bands.each) + 4 * SIDE) * of.channels + 2 * DEPTH) / DEPTH * DEPTH;
  for (int id = 0; id < threads(); id++) scratch(id, 0, size);
  in_parallel([&](int id) { weights.write(kernel, right, id); });

  std::atomic<int> next{0};
  std::atomic<bool> finite{true};
  in_parallel([&](int id) {
    const MatrixRegisters in_use;
    Half* const left = (Half*)scratch(id, 0, size);
    alignas(64) float sums[4 * SIDE * SIDE];
    Finite seen;
    for (int index = next++; index < bands.total(); index = next++) {
      const Band band = bands.at(index);
      write_pixels(bands, source, band, left, size);
      const int last = band.rows * bands.pitch - (of.kernel - 1);
      float* const to = y + ((size_t)band.image * of.out_height + band.from) * of.out_width * of.filters;
      for (int panel = 0; panel < weights.panels.count; panel++)
        with_columns(weights.panels.columns(panel), [&](auto columns) {
          constexpr int rows = rows_beside(columns), pixels = rows * SIDE;
          const int start = weights.panels.start(panel), width = columns * SIDE;
          for (int first = 0; first < last; first += pixels) {
            // Rows of the kernel that meet the image anywhere here: the others see zeros.
            const int top = band.from + first / bands.pitch, bottom = band.from + (first + pixels - 1) / bands.pitch;
            const int from = std::max(0, of.before - bottom), end = std::min(of.kernel, of.height + of.before - top);
            const ptrdiff_t group = (ptrdiff_t)bands.pitch * of.channels;
            const Half* a[rows];
            for (int each = 0; each < rows; each++) a[each] = left + (size_t)(first + each * SIDE) * of.channels + from * group;
            const Half* b = right + weights.start(panel) + from * columns * weights.row;
            multiply_pieces<columns>({std::max(0, end - from), (int)weights.steps, group},
                                     {of.channels * (ptrdiff_t)sizeof(Half), size}, a, b, sums);
            for (int pixel = first; pixel < std::min(last, first + pixels); pixel++) {
              const int row = pixel / bands.pitch, column = pixel % bands.pitch;
              if (column >= of.out_width) continue;
              float* outputs = to + ((size_t)row * of.out_width + column) * of.filters;
              const float* values = sums + (size_t)(pixel - first) * width;
              for_channels(start, std::min(of.filters, start + width), [&](int filter, auto part) {
                const Vector value = load(values + filter - start);
                seen.see(value);
                store(outputs + filter, finish(value, filter, part), part);
              });
            }
          }
        });
    }
    if (!all_zero(seen.zero)) finite = false;
  });
  return finite;
}

/** [row][column][channel][filter] becomes [row][column][filter][channel], both from the last to the first. */
void turn_kernel(const Convolution& of, const float* kernel, float* turned, int id) {
  const int taps = of.kernel * of.kernel, channels = of.channels, filters = of.filters;
  for (int tap = id; tap < taps; tap += threads()) {
    const float* from = kernel + (size_t)tap * channels * filters;
    float* to = turned + (size_t)(taps - 1 - tap) * channels * filters;
    for (int c0 = 0; c0 < channels; c0 += SIDE)
      for (int f0 = 0; f0 < filters; f0 += SIDE)
        for (int f = f0; f < std::min(filters, f0 + SIDE); f++)
          for (int c = c0; c < std::min(channels, c0 + SIDE); c++) to[(size_t)f * channels + c] = from[(size_t)c * filters + f];
  }
}

/**
 * The gradient of a kernel: a product of pixels by channels, shifted by each tap, with pixels by filters. A register of rows
 * holds 16 channels at one tap. Rows are ordered by channel, then by tap: neighbours see nearly the same pixels.
 */
struct KernelGradient {
  const Convolution& of;
  const Bands bands{of};
  const Panels panels{of.filters};
  const int taps = of.kernel * of.kernel, blocks = registers(of.channels);
  const int rows = (taps * blocks + 3) / 4 * 4;
  /** Halves from one channel's pixels to the next one's: an odd number of cache lines, to spread over the sets of a cache. */
  const size_t plane = (steps_of(bands.pixels(bands.each) + 2 * DEPTH) | 1) * DEPTH;
  const size_t left_low = (size_t)blocks * SIDE * plane;
  const size_t steps = steps_of((size_t)bands.each * bands.pitch);
  const size_t right_size = panels.registers * steps * 2 * REGISTER;
  const size_t sums_size = (size_t)rows * panels.registers * SIDE * SIDE;

  /** The pieces of all pixels that a band sees, [channel][row][pixel]. */
  void write_planes(const float* x, const Band& band, Half* to, std::vector<ptrdiff_t>& places) const {
    places.assign(plane, -1);
    for (int row = 0; row < band.rows + of.kernel - 1; row++) {
      const float* pixels = bands.row(x, band, row);
      if (pixels == nullptr) continue;
      for (int column = 0; column < of.width; column++)
        places[(size_t)row * bands.pitch + of.before + column] = pixels - x + (ptrdiff_t)column * of.channels;
    }
    for (int channel = 0; channel < of.channels; channel += SIDE)
      for (size_t first = 0; first < plane; first += SIDE) {
        Vector pixels[SIDE];
        for (int each = 0; each < SIDE; each++) {
          const ptrdiff_t place = places[first + each];
          if (place < 0)
            pixels[each] = Vector{};
          else if (of.channels - channel >= LANES)
            pixels[each] = load(x + place + channel);
          else
            pixels[each] = load(x + place + channel, First{of.channels - channel});
        }
        transpose(pixels);
        for (int each = 0; each < SIDE; each++) write_pieces(to + (channel + each) * plane + first, left_low, pixels[each]);
      }
  }

  /** The pieces of the gradients of a band's outputs as the right side of a product, zeros where there is no output. */
  void write_gradients(const Source& dy, const Band& band, Half* to, float* bias) const {
    const size_t start = ((size_t)band.image * of.out_height + band.from) * of.out_width * of.filters;
    for (int panel = 0; panel < panels.count; panel++)
      for (int each = 0; each < panels.columns(panel); each++) {
        const int columns = panels.columns(panel), filter = panels.start(panel) + each * SIDE;
        Half* step = to + 2 * panel * steps * 2 * REGISTER + each * REGISTER;
        const auto write = [&](auto part) {
          Vector sum{};
          int row = 0, column = 0;
          const auto next = [&] {
            Vector value{};
            if (row < band.rows && column < of.out_width)
              value = dy.get(start + ((size_t)row * of.out_width + column) * of.filters + filter, part);
            sum += value;
            if (++column == bands.pitch) column = 0, row++;
            return value;
          };
          for (size_t pair = 0; pair < steps * SIDE; pair++) {
            const Vector one = next(), other = next();
            write_pairs(step + pair / SIDE * 2 * columns * REGISTER + pair % SIDE * DEPTH, columns * REGISTER, one, other);
          }
          store(bias + filter, load(bias + filter) + sum);
        };
        if (of.filters - filter >= LANES)
          write(All{});
        else
          write(First{of.filters - filter});
      }
  }

  /** Adds the products of a band to `sums`: by panel, [rows * 16][columns * 16]. */
  void add_products(const Half* left, const Half* right, float* sums) const {
    alignas(64) float products[4 * SIDE * SIDE];
    for (int panel = 0; panel < panels.count; panel++)
      with_columns(panels.columns(panel), [&](auto columns) {
        constexpr int together = rows_beside(columns), count = together * SIDE * columns * SIDE;
        const Half* b = right + 2 * panel * steps * 2 * REGISTER;
        float* to = sums + (size_t)2 * panel * rows * SIDE * SIDE;
        for (int row = 0; row < taps * blocks; row += together, to += count) {
          const Half* a[together];
          for (int each = 0; each < together; each++) {
            const int block = std::min(row + each, taps * blocks - 1) / taps, tap = std::min(row + each, taps * blocks - 1) % taps;
            a[each] = left + block * SIDE * plane + tap / of.kernel * bands.pitch + tap % of.kernel;
          }
          multiply_pieces<columns>({1, (int)steps, 0}, {(ptrdiff_t)(plane * sizeof(Half)), left_low}, a, b, products);
          for (int at = 0; at < count; at += LANES) store(to + at, load(to + at) + load(products + at));
        }
      });
  }

  /** The sums of all threads, where the kernel has them. A thread's share of the rows. */
  bool write(const std::vector<float*>& sums, float* dkernel, int id) const {
    Finite seen;
    for (int row = id; row < taps * blocks; row += threads())
      for (int lane = 0; lane < std::min(SIDE, of.channels - row / taps * SIDE); lane++) {
        const int channel = row / taps * SIDE + lane, tap = row % taps;
        float* to = dkernel + ((size_t)tap * of.channels + channel) * of.filters;
        for_channels(0, of.filters, [&](int filter, auto part) {
          const int panel = filter / (2 * SIDE), width = panels.columns(panel) * SIDE;
          const size_t at = (size_t)2 * panel * rows * SIDE * SIDE + (row * SIDE + lane) * width + filter - panels.start(panel);
          Vector sum = load(sums[0] + at);
          for (size_t other = 1; other < sums.size(); other++) sum += load(sums[other] + at);
          seen.see(sum);
          store(to + filter, sum, part);
        });
      }
    return all_zero(seen.zero);
  }
};

}  // namespace

bool allowed() {
  constexpr int REQUEST_PERMISSION = 0x1023, MATRIX_REGISTERS = 18;
  return syscall(SYS_arch_prctl, REQUEST_PERMISSION, MATRIX_REGISTERS) == 0;
}

bool forward(const Convolution& of, const float* x, const float* kernel, Epilogue epilogue, float* y) {
  return convolve(of, {x, nullptr}, kernel, y, [&](Vector value, int filter, auto part) {
    if (epilogue.bias != nullptr) value += load(epilogue.bias + filter, part);
    if (epilogue.relu) value = value < 0.f ? Vector{} : value;  // NaN stays
    return value;
  });
}

bool input_gradient(const Convolution& of, OutputGradient gradient, const float* kernel, float* dx) {
  float* turned = scratch(SHARED, 1, (size_t)of.kernel * of.kernel * of.channels * of.filters);
  in_parallel([&](int id) { turn_kernel(of, kernel, turned, id); });
  const Convolution back = {of.images, of.out_height, of.out_width, of.filters, of.channels, of.kernel, of.kernel - 1 - of.before,
                            of.height, of.width};
  return convolve(back, {gradient.dy, gradient.y}, turned, dx, [](Vector value, int, auto) { return value; });
}

bool kernel_gradient(const Convolution& of, const float* x, OutputGradient gradient, float* dkernel, float* bias_gradient) {
  const KernelGradient pass{of};
  const int workers = threads(), bias_row = pass.panels.registers * SIDE;
  std::vector<float*> sums(workers);
  for (int id = 0; id < workers; id++) {
    scratch(id, 0, pass.left_low), scratch(id, 1, pass.right_size / 2);
    sums[id] = scratch(id, 2, pass.sums_size + bias_row);
  }
  in_parallel([&](int id) {
    const MatrixRegisters in_use;
    Half* const left = (Half*)scratch(id, 0, pass.left_low);
    Half* const right = (Half*)scratch(id, 1, pass.right_size / 2);
    memset(sums[id], 0, (pass.sums_size + bias_row) * sizeof(float));
    std::vector<ptrdiff_t> places;
    std::vector<float> bias(bias_row);
    const int total = pass.bands.total();
    for (int index = (int64_t)total * id / workers; index < (int64_t)total * (id + 1) / workers; index++) {
      const Band band = pass.bands.at(index);
      std::fill(bias.begin(), bias.end(), 0.f);
      pass.write_planes(x, band, left, places);
      pass.write_gradients({gradient.dy, gradient.y}, band, right, bias.data());
      pass.add_products(left, right, sums[id]);
      // A sum of sums is more accurate than one long sum.
      for (int filter = 0; filter < bias_row; filter++) sums[id][pass.sums_size + filter] += bias[filter];
    }
  });
  std::atomic<bool> finite{true};
  in_parallel([&](int id) {
    if (!pass.write(sums, dkernel, id)) finite = false;
  });
  if (bias_gradient != nullptr)
    for (int filter = 0; filter < of.filters; filter++) {
      float sum = 0;
      for (const float* each : sums) sum += each[pass.sums_size + filter];
      bias_gradient[filter] = sum;
      if (!(sum * 0 == 0)) finite = false;
    }
  return finite;
}

}  // namespace amx
}  // namespace assay

#endif

#include "pooling.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "vectors.h"
#include "workers.h"

namespace assay {
namespace {

/** The part of a window that lies inside the image. */
struct Window {
  int top, bottom, left, right;
  Window(const Pooling& of, int row, int column)
      : top(std::max(0, row * of.row_stride - of.rows_before)),
        bottom(std::min(of.height, row * of.row_stride - of.rows_before + of.rows)),
        left(std::max(0, column * of.column_stride - of.columns_before)),
        right(std::min(of.width, column * of.column_stride - of.columns_before + of.columns)) {}
};

/** The largest value of a window, NaN before all others. */
template <class Part>
ALWAYS_INLINE Vector largest(const float* corner, const Pooling& of, const Window& window, Part part) {
  Vector best = load(corner, part);
  for (int i = 0; i < window.bottom - window.top; i++)
    for (int j = 0; j < window.right - window.left; j++) {
      const Vector value = load(corner + ((size_t)i * of.width + j) * of.channels, part);
      best = ((value > best) | (value != value)) ? value : best;
    }
  return best;
}

/** Calls `body(image)` in a thread for each image. */
template <class Body>
void for_images(const Pooling& of, Body body) {
  in_parallel([&](int id) {
    const int from = (int64_t)of.images * id / threads(), to = (int64_t)of.images * (id + 1) / threads();
    for (int image = from; image < to; image++) body(image);
  });
}

}  // namespace

void max_pool(const Pooling& of, const float* x, float* y) {
  for_images(of, [&](int image) {
    const float* pixels = x + (size_t)image * of.height * of.width * of.channels;
    float* to = y + (size_t)image * of.out_height * of.out_width * of.channels;
    for (int row = 0; row < of.out_height; row++)
      for (int column = 0; column < of.out_width; column++, to += of.channels) {
        const Window window(of, row, column);
        for_channels(0, of.channels, [&](int channel, auto part) {
          const float* corner = pixels + ((size_t)window.top * of.width + window.left) * of.channels + channel;
          store(to + channel, largest(corner, of, window, part), part);
        });
      }
  });
}

void max_pool_gradient(const Pooling& of, const float* x, const float* dy, float* dx) {
  // Mostly windows lie side by side, and each pixel belongs to one.
  const bool apart = of.row_stride >= of.rows && of.column_stride >= of.columns;
  const bool covers = apart && of.row_stride == of.rows && of.column_stride == of.columns;
  for_images(of, [&](int image) {
    const size_t size = (size_t)of.height * of.width * of.channels;
    const float* pixels = x + image * size;
    float* gradients = dx + image * size;
    const float* from = dy + (size_t)image * of.out_height * of.out_width * of.channels;
    const int covered_rows = of.out_height * of.rows - of.rows_before, covered_columns = of.out_width * of.columns - of.columns_before;
    if (!covers || covered_rows < of.height || covered_columns < of.width) memset(gradients, 0, size * sizeof(float));
    for (int row = 0; row < of.out_height; row++)
      for (int column = 0; column < of.out_width; column++, from += of.channels) {
        const Window window(of, row, column);
        for_channels(0, of.channels, [&](int channel, auto part) {
          const size_t corner = ((size_t)window.top * of.width + window.left) * of.channels + channel;
          const Vector best = largest(pixels + corner, of, window, part);
          Vector gradient = load(from + channel, part);
          for (int i = 0; i < window.bottom - window.top; i++)
            for (int j = 0; j < window.right - window.left; j++) {
              const size_t at = corner + ((size_t)i * of.width + j) * of.channels;
              const auto chosen = load(pixels + at, part) == best;
              const Vector share = chosen ? gradient : Vector{};
              store(gradients + at, covers ? share : load(gradients + at, part) + share, part);
              gradient = chosen ? Vector{} : gradient;  // it has gone to the first
            }
        });
      }
  });
}

}  // namespace assay

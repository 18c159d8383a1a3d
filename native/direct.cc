#include "direct.h"

#include <cstddef>
#include <cstring>
#include <vector>

#include "workers.h"

namespace assay {
namespace direct {
namespace {

/** Calls `body(output, input, tap)` for each position of a row of outputs and each tap of the kernel that meets the image. */
template <class Body>
void for_taps(const Convolution& of, int image, int row, Body body) {
  for (int column = 0; column < of.out_width; column++) {
    const size_t output = ((size_t)image * of.out_height + row) * of.out_width + column;
    for (int i = 0; i < of.kernel; i++)
      for (int j = 0; j < of.kernel; j++) {
        const int y = row + i - of.before, x = column + j - of.before;
        if (y < 0 || y >= of.height || x < 0 || x >= of.width) continue;
        body(output, ((size_t)image * of.height + y) * of.width + x, i * of.kernel + j);
      }
  }
}

float gradient_at(OutputGradient gradient, size_t at) {
  return gradient.y == nullptr || gradient.y[at] > 0 ? gradient.dy[at] : 0;
}

/** Calls `body(kept, outputs)` for each number that is kept of 2 x 2 outputs, and where these are. */
template <class Body>
void for_kept(const Convolution& of, Body body) {
  const size_t right = of.filters, below = (size_t)of.out_width * of.filters;
  size_t kept = 0;
  for (int image = 0; image < of.images; image++)
    for (int row = 0; row + 1 < of.out_height; row += 2)
      for (int column = 0; column + 1 < of.out_width; column += 2)
        for (int filter = 0; filter < of.filters; filter++, kept++) {
          const size_t first = (((size_t)image * of.out_height + row) * of.out_width + column) * of.filters + filter;
          const size_t outputs[] = {first, first + right, first + below, first + below + right};
          body(kept, outputs);
        }
}

size_t outputs_of(const Convolution& of) { return (size_t)of.images * of.out_height * of.out_width * of.filters; }

void keep_largest(const Convolution& of, const float* outputs, Epilogue epilogue, float* y) {
  for_kept(of, [&](size_t kept, const size_t* at) {
    int place = 0;
    for (int other = 1; other < 4; other++)
      if (outputs[at[other]] > outputs[at[place]] || outputs[at[other]] != outputs[at[other]]) place = other;
    const float largest = y[kept] = outputs[at[place]];
    const bool reachable = epilogue.relu ? largest > 0 : largest == largest;
    epilogue.places[kept] = reachable ? place : NOWHERE;
  });
}

/** The gradient of all outputs, from that of those kept. */
std::vector<float> spread(const Convolution& of, OutputGradient gradient) {
  std::vector<float> all(outputs_of(of));
  for_kept(of, [&](size_t kept, const size_t* at) {
    if (gradient.places[kept] != NOWHERE) all[at[gradient.places[kept]]] = gradient.dy[kept];
  });
  return all;
}

}  // namespace

void forward(const Convolution& of, const float* x, const float* kernel, Epilogue epilogue, float* y) {
  if (epilogue.places != nullptr) {
    std::vector<float> all(outputs_of(of));
    direct::forward(of, x, kernel, {epilogue.bias, epilogue.relu, nullptr}, all.data());
    return keep_largest(of, all.data(), epilogue, y);
  }
  const int channels = of.channels, filters = of.filters;
  in_parallel([&](int id) {
    for (int image = id; image < of.images; image += threads())
      for (int row = 0; row < of.out_height; row++) {
        float* line = y + ((size_t)image * of.out_height + row) * of.out_width * filters;
        memset(line, 0, (size_t)of.out_width * filters * sizeof(float));
        for_taps(of, image, row, [&](size_t output, size_t input, int tap) {
          for (int channel = 0; channel < channels; channel++) {
            const float factor = x[input * channels + channel];
            const float* weights = kernel + ((size_t)tap * channels + channel) * filters;
            for (int filter = 0; filter < filters; filter++) y[output * filters + filter] += factor * weights[filter];
          }
        });
        for (int column = 0; column < of.out_width; column++)
          for (int filter = 0; filter < filters; filter++) {
            float& value = line[(size_t)column * filters + filter];
            if (epilogue.bias != nullptr) value += epilogue.bias[filter];
            if (epilogue.relu && value < 0) value = 0;  // NaN stays, as in TensorFlow
          }
      }
  });
}

void input_gradient(const Convolution& of, OutputGradient gradient, const float* kernel, float* dx) {
  if (gradient.places != nullptr) return direct::input_gradient(of, {spread(of, gradient).data(), nullptr, nullptr}, kernel, dx);
  const int channels = of.channels, filters = of.filters;
  in_parallel([&](int id) {
    for (int image = id; image < of.images; image += threads()) {
      memset(dx + (size_t)image * of.height * of.width * channels, 0, (size_t)of.height * of.width * channels * sizeof(float));
      for (int row = 0; row < of.out_height; row++)
        for_taps(of, image, row, [&](size_t output, size_t input, int tap) {
          for (int channel = 0; channel < channels; channel++) {
            const float* weights = kernel + ((size_t)tap * channels + channel) * filters;
            float sum = 0;
            for (int filter = 0; filter < filters; filter++) sum += gradient_at(gradient, output * filters + filter) * weights[filter];
            dx[input * channels + channel] += sum;
          }
        });
    }
  });
}

void kernel_gradient(const Convolution& of, const float* x, OutputGradient gradient, float* dkernel, float* bias_gradient) {
  if (gradient.places != nullptr)
    return direct::kernel_gradient(of, x, {spread(of, gradient).data(), nullptr, nullptr}, dkernel, bias_gradient);
  const int channels = of.channels, filters = of.filters;
  memset(dkernel, 0, (size_t)of.kernel * of.kernel * channels * filters * sizeof(float));
  if (bias_gradient != nullptr) {
    memset(bias_gradient, 0, filters * sizeof(float));
    const size_t outputs = (size_t)of.images * of.out_height * of.out_width;
    for (size_t output = 0; output < outputs; output++)
      for (int filter = 0; filter < filters; filter++) bias_gradient[filter] += gradient_at(gradient, output * filters + filter);
  }
  // A thread's share of the channels: nothing to add up.
  in_parallel([&](int id) {
    for (int image = 0; image < of.images; image++)
      for (int row = 0; row < of.out_height; row++)
        for_taps(of, image, row, [&](size_t output, size_t input, int tap) {
          for (int channel = id; channel < channels; channel += threads()) {
            const float factor = x[input * channels + channel];
            float* to = dkernel + ((size_t)tap * channels + channel) * filters;
            for (int filter = 0; filter < filters; filter++) to[filter] += factor * gradient_at(gradient, output * filters + filter);
          }
        });
  });
}

}  // namespace direct
}  // namespace assay

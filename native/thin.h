// Convolutions of images with a few channels, such as the first layer of a network: tiles would not pay there. Plain sums, as
// products of the pixels around each output with the kernel; bias and relu come along, as in winograd.h.
#pragma once

#include "winograd.h"

namespace assay {
namespace thin {

/** Images with fewer channels are thin. Measured: from 8 on, tiles are faster in all three passes. */
constexpr int MOST_CHANNELS = 7;

void forward(const Convolution&, const float* x, const float* kernel, Epilogue, float* y);
/** `bias_gradient`: [filter]. The bits depend on the number of threads. */
void kernel_gradient(const Convolution&, const float* x, OutputGradient, float* dkernel, float* bias_gradient);

}  // namespace thin
}  // namespace assay

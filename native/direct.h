// The same three passes by plain sums, for the rare inputs whose infinities and NaN would spread over a tile, or that are so
// large that a transform overflows. Slow, and right.
#pragma once

#include "winograd.h"

namespace assay {
namespace direct {

void forward(const Convolution&, const float* x, const float* kernel, Epilogue, float* y);
void input_gradient(const Convolution&, OutputGradient, const float* kernel, float* dx);
void kernel_gradient(const Convolution&, const float* x, OutputGradient, float* dkernel, float* bias_gradient);

}  // namespace direct
}  // namespace assay

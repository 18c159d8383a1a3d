// The passes of winograd.h for processors with AMX, whose units multiply matrices of bfloat16 some twenty times as fast as others
// multiply float32. No transforms: a convolution is a sum of products of matrices, one for each tap of the kernel, and every
// number is two pieces (pieces.h), which makes three products of one. Errors are as small as those of winograd.h.
//
// Images lie as rows of pixels with the zeros around them. One output for each of 16 pixels in a row sees, at one row of the
// kernel, 16 overlapping stretches of memory, each `kernel * channels` numbers long: a matrix whose rows begin `channels`
// apart. The registers of AMX load it as it lies there. Pixels run on from one row into the next, so the few that begin in
// the zeros at the end of a row are computed in vain.
#pragma once

#ifdef __AMX_BF16__

#include "winograd.h"

namespace assay {
namespace amx {

/** Asks the system for the registers; whether this process may use them. */
bool allowed();

// As in winograd.h: each returns whether all it has computed is finite.

bool forward(const Convolution&, const float* x, const float* kernel, Epilogue, float* y);
bool input_gradient(const Convolution&, OutputGradient, const float* kernel, float* dx);
bool kernel_gradient(const Convolution&, const float* x, OutputGradient, float* dkernel, float* bias_gradient);

}  // namespace amx
}  // namespace assay

#endif

// Convolutions for training on CPUs by the algorithm of Toom (1963), Cook (1966) and Winograd (1980), which needs a third to a
// fifth of the multiplications: Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016.
//
// A tile of m x m outputs of a convolution with a kernel of r x r is computed from n x n inputs, n = m + r - 1. One dimension:
// the kernel g (r values), the inputs d (n values) and the outputs y (m values) are
//
//     y = A'[(G g) . (B' d)]          "." multiplies element by element: n products instead of m * r
//
// It comes from the product of two polynomials, which n values determine: evaluate both at n points, multiply, interpolate.
// (That product is the transpose of what a convolution layer computes; transposing the algorithm gives the line above.) The
// points are 0, 1, -1, 2, -2, 1/2, -1/2 and infinity for n = 8, and 0, 1, -1, 2, -2 and infinity for n = 6. With the points
// a_0 ... a_(n-2):
//
//     A (n x m)  row j: 1, a_j, a_j^2, ..., a_j^(m-1);                                      last row: 0, ..., 0, 1
//     G (n x r)  row j: (1, a_j, ..., a_j^(r-1)) / product over k != j of (a_j - a_k);      last row: 0, ..., 0, 1
//     B'(n x n)  row j: the coefficients of product over k != j of (x - a_k), lowest first; last row: of product over all k
//
// B' and A are the small numbers of transforms.h; whoever reads it can multiply them out. In two dimensions every matrix works
// on the rows and on the columns:
//
//     y  = A'[ sum over channels (G g G') . (B' d B) ] A                                    forward
//     dx = sum over tiles  B [ sum over filters (G g G') . (A dy A') ] B'                   gradient of the input
//     dg = G'[ sum over tiles (B' d B) . (A dy A') ] G                                      gradient of the kernel
//
// Both gradients are the exact adjoints of the forward algorithm. For each of the n * n points the sum is a product of
// matrices: that is where the time goes, and what `product.h` does.
//
// Where max pooling of 2 x 2 follows, a tile keeps one of four outputs and where it was: m is even for all but kernels of 4 x 4, so
// that no window crosses the edge of a tile.
//
// Everything is float32. Images are [image][row][column][channel], kernels [row][column][channel][filter], stride 1.
#pragma once

#include <cstdint>

namespace assay {

/** The sizes of one convolution. */
struct Convolution {
  int images, height, width, channels;
  /** Filters, and the rows and columns of their square kernel. */
  int filters, kernel;
  /** Rows of zeros above the image, and columns of zeros left of it; behind it as many as the output needs. */
  int before;
  int out_height, out_width;
};

/** What can be done along with a convolution, in the same pass over memory. */
struct Epilogue {
  /** [filter], or null: added to the output. */
  const float* bias;
  /** Whether negative outputs become zero. */
  bool relu;
  /**
   * Not null: of each 2 x 2 outputs only the largest is kept, NaN before all others, and here goes which one: 0, 1, 2, 3, row by
   * row, the first of equal ones; NOWHERE if a gradient must not reach it. Both are [image][row / 2][column / 2][filter]; a last
   * row or column without another is left out.
   */
  uint8_t* places;
};

/** What is NaN, or has not come through relu. */
constexpr uint8_t NOWHERE = 4;

/** A gradient of the output, [image][row][column][filter]. */
struct OutputGradient {
  const float* dy;
  /** The output, if it went through relu: where it is not positive, the gradient counts as zero. Else null. */
  const float* y;
  /** Those of the epilogue, where there were some; `dy` then is the gradient of what was kept. */
  const uint8_t* places;
};

/** Outputs of a tile per row, m, for the kernel and the outputs of a convolution; 0 where there is no such algorithm. */
int tile_size(const Convolution&);

// The three passes. Each returns whether all it has computed is finite. If not, its result is of no use, because one infinity
// or NaN spreads over a whole tile; `direct.h` then tells which outputs it really concerns. The bits of a result depend on the
// instruction set that this is compiled for and, for the gradient of the kernel, on the number of threads: nothing else.

bool forward(const Convolution&, const float* x, const float* kernel, Epilogue, float* y);
bool input_gradient(const Convolution&, OutputGradient, const float* kernel, float* dx);
/** `bias_gradient`: [filter], or null. */
bool kernel_gradient(const Convolution&, const float* x, OutputGradient, float* dkernel, float* bias_gradient);

}  // namespace assay

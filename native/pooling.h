// The largest value of each window of an image, and where its gradient goes.
#pragma once

namespace assay {

/** Windows over images, [image][row][column][channel]; places outside an image do not count. */
struct Pooling {
  int images, height, width, channels;
  int out_height, out_width;
  /** Rows and columns of a window. */
  int rows, columns;
  int row_stride, column_stride;
  /** Rows above the image that the first window covers, and columns left of it. */
  int rows_before, columns_before;
};

/** NaN counts as the largest. */
void max_pool(const Pooling&, const float* x, float* y);
/** Of equal values the first one, row by row, gets the gradient. */
void max_pool_gradient(const Pooling&, const float* x, const float* dy, float* dx);

}  // namespace assay

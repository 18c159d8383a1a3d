// Dropout: some numbers become zero, the others grow so that the mean stays. Which, follows from a key and the place alone, by
// the random numbers of nn/backends/philox.ts, bit for bit.
#pragma once

#include <cstddef>
#include <cstdint>

namespace assay {

/**
 * y = x where a uniform number is not below `rate`, times 1 / (1 - rate); 0 * x elsewhere. Its own gradient: for dy it gives dx.
 *
 * @param key two numbers, as of TensorFlow's StatelessRandomUniform
 */
void dropout(const float* x, size_t count, const int32_t* key, float rate, float scale, float* y);

}  // namespace assay

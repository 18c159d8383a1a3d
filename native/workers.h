// Threads that share a piece of work, and memory that they reuse from one piece to the next.
#pragma once

#include <cstddef>
#include <functional>

namespace assay {

/** Sets the number of threads; the first call of `in_parallel` makes them. */
void use_threads(int count);
int threads();

/**
 * Calls `work(0)` to `work(threads() - 1)` at the same time, the first one in the caller's thread, and returns when all have
 * returned. One caller at a time: others wait. In all threads numbers too small for float32's full precision count as zero, as
 * they do in TensorFlow's, so that it does not matter which thread does what.
 */
void in_parallel(const std::function<void(int)>& work);

/** Memory for `count` numbers, the same for the same slot until one asks for more. Only within `in_parallel`, or alone. */
float* scratch(int thread, int slot, size_t count);
constexpr int SLOTS = 3;
/** Instead of a thread's number: memory that all threads share; to be asked for outside of `in_parallel`. */
constexpr int SHARED = -1;

}  // namespace assay

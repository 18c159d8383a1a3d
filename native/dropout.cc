#include "dropout.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "vectors.h"
#include "workers.h"

namespace assay {
namespace {

/** Philox 4x32-10 (Salmon and others, 2011). */
constexpr uint32_t MULTIPLIERS[] = {0xd2511f53, 0xcd9e8d57}, KEY_STEPS[] = {0x9e3779b9, 0xbb67ae85};
constexpr int ROUNDS = 10;
/** TensorFlow's key for turning a seed into key and counter. */
constexpr uint32_t SCRAMBLE_KEY[] = {0x3ec8f720, 0x02461e29};
/** A uniform number is the lower 23 bits of a word, over 2^23, as TensorFlow takes them. */
constexpr uint64_t UNIFORM_BITS = 0x7fffff;

/** The four words of as many counters as a register has lanes of 64 bits; the upper halves are zero. */
struct Counters {
  Wide a, b, c, d;

  void encrypt(uint32_t key0, uint32_t key1) {
    for (int round = 0; round < ROUNDS; round++) {
      const Wide first = multiply_lower(a, Wide{} + MULTIPLIERS[0]), second = multiply_lower(c, Wide{} + MULTIPLIERS[1]);
      a = (second >> 32) ^ b ^ (uint64_t)key0;
      b = second & 0xffffffffu;
      c = (first >> 32) ^ d ^ (uint64_t)key1;
      d = first & 0xffffffffu;
      key0 += KEY_STEPS[0];
      key1 += KEY_STEPS[1];
    }
  }
};

}  // namespace

void dropout(const float* x, size_t count, const int32_t* key, float rate, float scale, float* y) {
  // The two seeds as 64-bit numbers, sign and all.
  const auto lower = [](int32_t word) { return Wide{} + (uint64_t)(uint32_t)word; };
  Counters start = {lower(key[0]), lower(key[0] >> 31), lower(key[1]), lower(key[1] >> 31)};
  start.encrypt(SCRAMBLE_KEY[0], SCRAMBLE_KEY[1]);
  const uint64_t least = std::ceil((double)rate * (UNIFORM_BITS + 1));
  uint32_t scale_bits;
  memcpy(&scale_bits, &scale, sizeof scale);

  constexpr size_t step = 4 * WIDE_LANES;
  const size_t steps = (count + step - 1) / step;
  in_parallel([&](int id) {
    const size_t end = std::min(count, steps * (id + 1) / threads() * step);
    for (size_t at = steps * id / threads() * step; at < end; at += step) {
      uint64_t blocks[WIDE_LANES];
      for (int lane = 0; lane < WIDE_LANES; lane++) blocks[lane] = at / 4 + lane;
      Counters words = {Wide{}, Wide{}, start.c, start.d};
      memcpy(&words.a, blocks, sizeof blocks);
      words.encrypt(start.a[0], start.b[0]);
      const auto factor = [&](Wide word) { return (Wide)((word & UNIFORM_BITS) >= (Wide{} + least)) & (uint64_t)scale_bits; };
      const Wide front = factor(words.a) | factor(words.b) << 32, back = factor(words.c) | factor(words.d) << 32;
      uint64_t pairs[2 * WIDE_LANES];
      for (int lane = 0; lane < WIDE_LANES; lane++) pairs[2 * lane] = front[lane], pairs[2 * lane + 1] = back[lane];
      float factors[step];
      memcpy(factors, pairs, sizeof factors);
      for_channels(0, std::min(step, end - at),
                   [&](int i, auto part) { store(y + at + i, load(x + at + i, part) * load(factors + i), part); });
    }
  });
}

}  // namespace assay

#include "dropout.h"

#include <algorithm>

#include "workers.h"

namespace assay {
namespace {

/** Philox 4x32-10 (Salmon and others, 2011). */
constexpr uint32_t MULTIPLIERS[] = {0xd2511f53, 0xcd9e8d57}, KEY_STEPS[] = {0x9e3779b9, 0xbb67ae85};
constexpr int ROUNDS = 10;
/** TensorFlow's key for turning a seed into key and counter. */
constexpr uint32_t SCRAMBLE_KEY[] = {0x3ec8f720, 0x02461e29};
/** Counters that are encrypted at once: compilers make vectors of these loops. */
constexpr int TOGETHER = 16;

struct Words {
  uint32_t a[TOGETHER], b[TOGETHER], c[TOGETHER], d[TOGETHER];
};

void encrypt(Words& words, uint32_t key0, uint32_t key1) {
  for (int round = 0; round < ROUNDS; round++) {
    for (int i = 0; i < TOGETHER; i++) {
      const uint64_t first = (uint64_t)MULTIPLIERS[0] * words.a[i], second = (uint64_t)MULTIPLIERS[1] * words.c[i];
      words.a[i] = (uint32_t)(second >> 32) ^ words.b[i] ^ key0;
      words.b[i] = (uint32_t)second;
      words.c[i] = (uint32_t)(first >> 32) ^ words.d[i] ^ key1;
      words.d[i] = (uint32_t)first;
    }
    key0 += KEY_STEPS[0];
    key1 += KEY_STEPS[1];
  }
}

}  // namespace

void dropout(const float* x, size_t count, const int32_t* key, float rate, float scale, float* y) {
  Words start = {};
  // The two seeds as 64-bit numbers, sign and all.
  start.a[0] = key[0];
  start.b[0] = key[0] >> 31;
  start.c[0] = key[1];
  start.d[0] = key[1] >> 31;
  encrypt(start, SCRAMBLE_KEY[0], SCRAMBLE_KEY[1]);

  constexpr size_t step = 4 * TOGETHER;
  const size_t steps = (count + step - 1) / step;
  in_parallel([&](int id) {
    for (size_t at = steps * id / threads() * step; at < std::min(count, steps * (id + 1) / threads() * step); at += step) {
      Words words;
      for (int i = 0; i < TOGETHER; i++) {
        words.a[i] = at / 4 + i;
        words.b[i] = 0;
        words.c[i] = start.c[0];
        words.d[i] = start.d[0];
      }
      encrypt(words, start.a[0], start.b[0]);
      float factors[step];
      for (int i = 0; i < TOGETHER; i++) {
        const uint32_t four[] = {words.a[i], words.b[i], words.c[i], words.d[i]};
        // A uniform number is the lower 23 bits, as TensorFlow takes them.
        for (int j = 0; j < 4; j++) factors[4 * i + j] = (four[j] & 0x7fffff) * 0x1p-23f >= rate ? scale : 0.f;
      }
      const size_t end = std::min(step, count - at);
      for (size_t i = 0; i < end; i++) y[at + i] = x[at + i] * factors[i];
    }
  });
}

}  // namespace assay

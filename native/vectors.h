// Registers full of numbers, by the vector extensions of GCC and Clang: the same source for every instruction set.
#pragma once

#include <cstdint>
#include <cstring>

#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace assay {
namespace {

#if defined(__AVX512F__)
constexpr int LANES = 16;
#elif defined(__AVX2__)
constexpr int LANES = 8;
#else
constexpr int LANES = 4;  // SSE, NEON
#endif

#define ALWAYS_INLINE inline __attribute__((always_inline))

typedef float Vector __attribute__((vector_size(LANES * sizeof(float))));
typedef float UnalignedVector __attribute__((vector_size(LANES * sizeof(float)), aligned(sizeof(float)), may_alias));

/** How many numbers of a register there are in memory: all of them, or the rest at the end of a row. */
struct All {};
struct First {
  int count;
};

constexpr int count_of(All) { return LANES; }
constexpr int count_of(First first) { return first.count; }

ALWAYS_INLINE Vector load(const float* from, All = {}) { return *reinterpret_cast<const UnalignedVector*>(from); }
ALWAYS_INLINE void store(float* to, Vector value, All = {}) { *reinterpret_cast<UnalignedVector*>(to) = value; }

/** The lanes behind them are zero. */
ALWAYS_INLINE Vector load(const float* from, First first) {
  Vector value = {};
  memcpy(&value, from, first.count * sizeof(float));
  return value;
}
ALWAYS_INLINE void store(float* to, Vector value, First first) { memcpy(to, &value, first.count * sizeof(float)); }

typedef int32_t Integers __attribute__((vector_size(LANES * sizeof(int32_t))));
typedef uint8_t Bytes __attribute__((vector_size(LANES)));

/** As many bytes as a register has numbers. */
template <class Part>
ALWAYS_INLINE Integers load_bytes(const uint8_t* from, Part part) {
  Bytes bytes = {};
  memcpy(&bytes, from, count_of(part));
  return __builtin_convertvector(bytes, Integers);
}
template <class Part>
ALWAYS_INLINE void store_bytes(uint8_t* to, Integers values, Part part) {
  const Bytes bytes = __builtin_convertvector(values, Bytes);
  memcpy(to, &bytes, count_of(part));
}

/** Calls `body(channel, All or First)` for each register's worth of channels. */
template <class Body>
ALWAYS_INLINE void for_channels(int from, int to, Body body) {
  int channel = from;
  for (; channel + LANES <= to; channel += LANES) body(channel, All{});
  if (channel < to) body(channel, First{to - channel});
}

constexpr int round_up(int count) { return (count + LANES - 1) / LANES * LANES; }

/** A register of 64-bit numbers: half as many. */
typedef uint64_t Wide __attribute__((vector_size(LANES * sizeof(float))));
constexpr int WIDE_LANES = LANES / 2;

/** The products of the lower halves. Compilers make several multiplications of `a * b`, because they do not know the upper ones. */
ALWAYS_INLINE Wide multiply_lower(Wide a, Wide b) {
#if defined(__AVX512F__)
  return (Wide)_mm512_mul_epu32((__m512i)a, (__m512i)b);
#elif defined(__AVX2__)
  return (Wide)_mm256_mul_epu32((__m256i)a, (__m256i)b);
#elif defined(__x86_64__)
  return (Wide)_mm_mul_epu32((__m128i)a, (__m128i)b);
#else
  return (a & 0xffffffffu) * (b & 0xffffffffu);
#endif
}

/** Whether all lanes are 0 or -0. */
ALWAYS_INLINE bool is_zero(Vector value) {
#if defined(__AVX512F__)
  return _mm512_cmp_ps_mask((__m512)value, _mm512_setzero_ps(), _CMP_NEQ_UQ) == 0;
#elif defined(__AVX2__)
  return _mm256_movemask_ps(_mm256_cmp_ps((__m256)value, _mm256_setzero_ps(), _CMP_NEQ_UQ)) == 0;
#else
  const auto differs = value != Vector{};
  int any = 0;
  for (int lane = 0; lane < LANES; lane++) any |= differs[lane];
  return any == 0;
#endif
}

/** The sum of the lanes is not finite if one number was not: 0 * x is NaN for an infinity and for NaN. */
ALWAYS_INLINE bool all_zero(Vector value) {
  float sum = 0;
  for (int lane = 0; lane < LANES; lane++) sum += value[lane];
  return sum == 0;
}

}  // namespace
}  // namespace assay

#pragma once
// Scans over quantised vectors: the loops of VectorPartition that must be fast in every build. Rows are `stride` bytes
// apart; stride is a multiple of 64, and the bytes beyond the dimension are zero. Every function is pure; nothing is
// kept between calls.
#include <stddef.h>
#include <stdint.h>

/// The instruction sets that have kernels.
typedef enum __attribute__((enum_extensibility(closed))) {
    CVSLevelPlain = 0,
    /// x86-64: AVX2 and POPCNT.
    CVSLevelAVX2 = 1,
    /// x86-64: AVX-512 with VNNI, and POPCNT.
    CVSLevelAVX512 = 2,
    /// ARMv8: Advanced SIMD, with dot products where the compiler's target has them.
    CVSLevelNEON = 3,
} CVSLevel;

/// The best level that this processor and operating system support.
CVSLevel cvs_best_level(void);
/// Whether kernels of this level can run here.
int cvs_supports(CVSLevel level);

/// Quantises `count` floats to -127…127; returns the factor that converts a code back, 0 when all floats are 0.
float cvs_quantise(const float *floats, size_t count, int8_t *codes);
/// Sign bits of one row: bit set for a code above 0. Writes stride / 64 words.
void cvs_signs(const int8_t *codes, size_t stride, uint64_t *bits);

/// scores[i] = (row · query) × scales[row], row being list[i], or i when list is null.
void cvs_scores(
    CVSLevel level, const int8_t *codes, size_t stride, const float *scales, const uint32_t *list, size_t count, const int8_t *query,
    float *scores);

/// Finds up to `wanted` rows whose bits differ least from the query's, unordered; of equal rows at the cut-off, lower
/// positions win.
/// - Parameters: `distances` has room for `count`, `chosen` for `wanted`.
/// - Returns: how many were chosen.
size_t cvs_nearest_bits(
    CVSLevel level, const uint64_t *bits, size_t words, const uint32_t *list, size_t count, const uint64_t *query, size_t wanted,
    uint16_t *distances, uint32_t *chosen);

/// Finds the positions of the highest scores, unordered: at least `wanted` if there are as many, and all within 1/4096
/// of the score range of the last, so that the caller's exact sort decides.
/// - Parameter chosen: has room for `count`.
size_t cvs_highest(const float *scores, size_t count, size_t wanted, uint32_t *chosen);

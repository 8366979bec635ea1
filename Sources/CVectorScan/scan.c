#include "CVectorScan.h"

#include <math.h>
#include <string.h>

// Swift has no per-function target attribute, so kernels for instructions that the build does not assume are here,
// chosen at run time.
#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

int cvs_supports(CVSLevel level) {
    switch (level) {
    case CVSLevelPlain: return 1;
#if defined(__x86_64__)
    case CVSLevelAVX2: return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt");
    case CVSLevelAVX512: return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vnni") && cvs_supports(CVSLevelAVX2);
    case CVSLevelNEON: return 0;
#elif defined(__aarch64__)
    case CVSLevelNEON: return 1;
    case CVSLevelAVX2:
    case CVSLevelAVX512: return 0;
#else
    case CVSLevelAVX2:
    case CVSLevelAVX512:
    case CVSLevelNEON: return 0;
#endif
    }
    return 0;
}

CVSLevel cvs_best_level(void) {
    if (cvs_supports(CVSLevelNEON)) return CVSLevelNEON;
    if (cvs_supports(CVSLevelAVX512)) return CVSLevelAVX512;
    return cvs_supports(CVSLevelAVX2) ? CVSLevelAVX2 : CVSLevelPlain;
}

float cvs_quantise(const float *floats, size_t count, int8_t *codes) {
    float most = 0;
    for (size_t i = 0; i < count; i++) {
        float size = fabsf(floats[i]);
        if (size > most) most = size;
    }
    if (!(most > 0)) {
        memset(codes, 0, count);
        return 0;
    }
    float factor = 127 / most;
    for (size_t i = 0; i < count; i++) codes[i] = (int8_t)lrintf(floats[i] * factor);
    return most / 127;
}

void cvs_signs(const int8_t *codes, size_t stride, uint64_t *bits) {
    for (size_t word = 0; word < stride / 64; word++) {
        uint64_t value = 0;
        for (size_t bit = 0; bit < 64; bit++) value |= (uint64_t)(codes[word * 64 + bit] > 0) << bit;
        bits[word] = value;
    }
}

// One kernel's loop over rows; it prefetches the next listed row, because the rows of a list are scattered.
#define SCORE_ROWS(DOT)                                                                                                       \
    for (size_t i = 0; i < count; i++) {                                                                                       \
        size_t row = list ? list[i] : i;                                                                                       \
        if (list && i + 8 < count) __builtin_prefetch(codes + (size_t)list[i + 8] * stride);                                   \
        scores[i] = (float)DOT(codes + row * stride, query, stride) * scales[row];                                             \
    }

static inline int32_t dot_plain(const int8_t *row, const int8_t *query, size_t stride) {
    int32_t sum = 0;
    for (size_t i = 0; i < stride; i++) sum += (int32_t)row[i] * query[i];
    return sum;
}

static void scores_plain(
    const int8_t *codes, size_t stride, const float *scales, const uint32_t *list, size_t count, const int8_t *query, float *scores) {
    SCORE_ROWS(dot_plain)
}

#if defined(__x86_64__)
#define TARGET_AVX512 __attribute__((target("avx512f,avx512vnni")))
#define TARGET_AVX2 __attribute__((target("avx2,popcnt")))

// VPDPBUSD multiplies unsigned by signed bytes: (query + 128) · row − 128 · Σ row. Flipping the top bit adds 128.
TARGET_AVX512 static inline int32_t dot_avx512(const int8_t *row, const int8_t *query, size_t stride) {
    const __m512i flip = _mm512_set1_epi32((int)0x80808080), ones = _mm512_set1_epi32(0x01010101);
    __m512i products = _mm512_setzero_si512(), sum = _mm512_setzero_si512();
    for (size_t i = 0; i < stride; i += 64) {
        __m512i values = _mm512_loadu_si512(row + i);
        products = _mm512_dpbusd_epi32(products, _mm512_xor_si512(_mm512_loadu_si512(query + i), flip), values);
        sum = _mm512_dpbusd_epi32(sum, ones, values);
    }
    return _mm512_reduce_add_epi32(_mm512_sub_epi32(products, _mm512_slli_epi32(sum, 7)));
}

TARGET_AVX512 static void scores_avx512(
    const int8_t *codes, size_t stride, const float *scales, const uint32_t *list, size_t count, const int8_t *query, float *scores) {
    SCORE_ROWS(dot_avx512)
}

TARGET_AVX2 static inline int32_t dot_avx2(const int8_t *row, const int8_t *query, size_t stride) {
    __m256i even = _mm256_setzero_si256(), odd = _mm256_setzero_si256();
    for (size_t i = 0; i < stride; i += 32) {
        even = _mm256_add_epi32(
            even, _mm256_madd_epi16(
                      _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(row + i))),
                      _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(query + i)))));
        odd = _mm256_add_epi32(
            odd, _mm256_madd_epi16(
                     _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(row + i + 16))),
                     _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(query + i + 16)))));
    }
    __m256i sums = _mm256_add_epi32(even, odd);
    __m128i half = _mm_add_epi32(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
    half = _mm_add_epi32(half, _mm_shuffle_epi32(half, 0x4e));
    return _mm_cvtsi128_si32(_mm_add_epi32(half, _mm_shuffle_epi32(half, 0xb1)));
}

TARGET_AVX2 static void scores_avx2(
    const int8_t *codes, size_t stride, const float *scales, const uint32_t *list, size_t count, const int8_t *query, float *scores) {
    SCORE_ROWS(dot_avx2)
}
#elif defined(__aarch64__)
static inline int32_t dot_neon(const int8_t *row, const int8_t *query, size_t stride) {
    int32x4_t first = vdupq_n_s32(0), second = vdupq_n_s32(0);
    for (size_t i = 0; i < stride; i += 32) {
        int8x16_t a = vld1q_s8(row + i), b = vld1q_s8(query + i), c = vld1q_s8(row + i + 16), d = vld1q_s8(query + i + 16);
#if defined(__ARM_FEATURE_DOTPROD)
        first = vdotq_s32(first, a, b);
        second = vdotq_s32(second, c, d);
#else
        first = vpadalq_s16(vpadalq_s16(first, vmull_s8(vget_low_s8(a), vget_low_s8(b))), vmull_high_s8(a, b));
        second = vpadalq_s16(vpadalq_s16(second, vmull_s8(vget_low_s8(c), vget_low_s8(d))), vmull_high_s8(c, d));
#endif
    }
    return vaddvq_s32(vaddq_s32(first, second));
}

static void scores_neon(
    const int8_t *codes, size_t stride, const float *scales, const uint32_t *list, size_t count, const int8_t *query, float *scores) {
    SCORE_ROWS(dot_neon)
}
#endif

void cvs_scores(
    CVSLevel level, const int8_t *codes, size_t stride, const float *scales, const uint32_t *list, size_t count, const int8_t *query,
    float *scores) {
    switch (level) {
#if defined(__x86_64__)
    case CVSLevelAVX512: scores_avx512(codes, stride, scales, list, count, query, scores); return;
    case CVSLevelAVX2: scores_avx2(codes, stride, scales, list, count, query, scores); return;
#elif defined(__aarch64__)
    case CVSLevelNEON: scores_neon(codes, stride, scales, list, count, query, scores); return;
#endif
    default: scores_plain(codes, stride, scales, list, count, query, scores); return;
    }
}

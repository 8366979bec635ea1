// x86-64 with AVX2 and FMA. Quantised values are widened to 16 bits, because vpmaddwd is exact. The 8-bit vpmaddubsw
// would saturate unless the activations had one bit less.
#if defined(__x86_64__)
#include "kernels.h"
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)

#define LEVEL avx2
#define WIDTH 8
#define ROWS 6
#define COLUMNS 16
#include "float_kernels.inc.h"

static void quantise(const float *x, size_t k, int16_t *q, float *scale) {
    __m256 magnitude = _mm256_castsi256_ps(_mm256_set1_epi32(INT32_MAX)), top = _mm256_set1_ps(CE_TINY);
    for (size_t p = 0; p < k; p += 8) top = _mm256_max_ps(top, _mm256_and_ps(magnitude, _mm256_loadu_ps(x + p)));
    float lanes[8], largest = CE_TINY;
    _mm256_storeu_ps(lanes, top);
    for (int e = 0; e < 8; e++) largest = lanes[e] > largest ? lanes[e] : largest;
    __m256 factor = _mm256_set1_ps(CE_QUANT_MAX / largest);
    for (size_t p = 0; p < k; p += 16) {
        __m256i low = _mm256_cvtps_epi32(_mm256_mul_ps(_mm256_loadu_ps(x + p), factor));
        __m256i high = _mm256_cvtps_epi32(_mm256_mul_ps(_mm256_loadu_ps(x + p + 8), factor));
        // the pack works on 128-bit halves; put the quarters back in order
        __m256i packed = _mm256_permute4x64_epi64(_mm256_packs_epi32(low, high), _MM_SHUFFLE(3, 1, 2, 0));
        _mm256_storeu_si256((__m256i *)(q + p), packed);
    }
    *scale = largest / CE_QUANT_MAX;
}

#define I8_ROWS 4

// Eight columns, half a panel. A column's sum sits in two neighbouring lanes until the end.
ALWAYS_INLINE void block_i8(int rows, const int16_t *q, size_t k, const int8_t *w, const float *scale, const float *bias,
                            const float *x_scale, float *y, size_t n) {
    __m256i a[I8_ROWS], b[I8_ROWS];
    UNROLL for (int i = 0; i < rows; i++) a[i] = b[i] = _mm256_setzero_si256();
    for (size_t p = 0; p < k; p += CE_DEPTH) {
        __m256i u = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(w + p * CE_PANEL_I8)));
        __m256i v = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(w + p * CE_PANEL_I8 + 16)));
        UNROLL for (int i = 0; i < rows; i++) {
            int64_t four;
            memcpy(&four, q + i * k + p, 8);
            __m256i x = _mm256_set1_epi64x(four);
            a[i] = _mm256_add_epi32(a[i], _mm256_madd_epi16(x, u));
            b[i] = _mm256_add_epi32(b[i], _mm256_madd_epi16(x, v));
        }
    }
    __m256 scales = _mm256_loadu_ps(scale), biases = _mm256_loadu_ps(bias);
    UNROLL for (int i = 0; i < rows; i++) {
        __m256i sums = _mm256_permute4x64_epi64(_mm256_hadd_epi32(a[i], b[i]), _MM_SHUFFLE(3, 1, 2, 0));
        __m256 product = _mm256_mul_ps(_mm256_cvtepi32_ps(sums), scales);
        _mm256_storeu_ps(y + i * n, _mm256_fmadd_ps(product, _mm256_set1_ps(x_scale[i]), biases));
    }
}

static void linear_i8_avx2(const float *x, size_t t, size_t k, const int8_t *packed, const float *scale, const int32_t *sums,
                           const float *bias, size_t n, float *y, void *scratch, float *x_scale) {
    (void)sums;
    int16_t *q = scratch;
    for (size_t i = 0; i < t; i++) quantise(x + i * k, k, q + i * k, x_scale + i);
    for (size_t j = 0; j < n; j += 8) {
        const int8_t *w = packed + j / CE_PANEL_I8 * CE_PANEL_I8 * k + j % CE_PANEL_I8 * CE_DEPTH;
        size_t i = 0;
#define BLOCK(rows) block_i8(rows, q + i * k, k, w, scale + j, bias + j, x_scale + i, y + i * n + j, n)
#include "int8_rows.inc.h"
    }
}

#pragma clang attribute pop

const ce_kernels ce_kernels_avx2 = {linear_f32_avx2, linear_i8_avx2, gelu_avx2, add_layer_norm_avx2, attention_avx2};
#endif

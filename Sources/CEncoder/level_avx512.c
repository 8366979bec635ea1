// x86-64 with AVX-512 and VNNI. vpdpbusd multiplies unsigned by signed bytes, so activations are stored with 128 added,
// and 128 times the sum of the weights is subtracted again.
#if defined(__x86_64__)
#include "kernels.h"
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx2,fma"))), apply_to = function)

#define LEVEL avx512
#define WIDTH 16
#define ROWS 12
#define COLUMNS 32
#include "float_kernels.inc.h"

static void quantise(const float *x, size_t k, uint8_t *q, float *scale) {
    __m512 top = _mm512_set1_ps(CE_TINY);
    for (size_t p = 0; p < k; p += 16) top = _mm512_max_ps(top, _mm512_abs_ps(_mm512_loadu_ps(x + p)));
    float largest = _mm512_reduce_max_ps(top);
    __m512 factor = _mm512_set1_ps(CE_QUANT_MAX / largest);
    for (size_t p = 0; p < k; p += 16) {
        __m512i value = _mm512_cvtps_epi32(_mm512_mul_ps(_mm512_loadu_ps(x + p), factor));
        _mm_storeu_si128((__m128i *)(q + p), _mm512_cvtepi32_epi8(_mm512_add_epi32(value, _mm512_set1_epi32(128))));
    }
    *scale = largest / CE_QUANT_MAX;
}

#define I8_ROWS 12

// 32 columns: two panels.
ALWAYS_INLINE void block_i8(int rows, const uint8_t *q, size_t k, const int8_t *w, const float *scale, const int32_t *sums,
                            const float *bias, const float *x_scale, float *y, size_t n) {
    __m512i acc[I8_ROWS][2];
    const int8_t *panel[2] = {w, w + CE_PANEL_I8 * k};
    // starts at -128 times the sum to cancel the offset
    UNROLL for (int h = 0; h < 2; h++) {
        __m512i offset = _mm512_sub_epi32(_mm512_setzero_si512(), _mm512_slli_epi32(_mm512_loadu_si512(sums + 16 * h), 7));
        UNROLL for (int i = 0; i < rows; i++) acc[i][h] = offset;
    }
    for (size_t p = 0; p < k; p += CE_DEPTH) {
        __m512i u = _mm512_loadu_si512(panel[0] + p * CE_PANEL_I8), v = _mm512_loadu_si512(panel[1] + p * CE_PANEL_I8);
        UNROLL for (int i = 0; i < rows; i++) {
            int32_t four;
            memcpy(&four, q + i * k + p, 4);
            __m512i x = _mm512_set1_epi32(four);
            acc[i][0] = _mm512_dpbusd_epi32(acc[i][0], x, u);
            acc[i][1] = _mm512_dpbusd_epi32(acc[i][1], x, v);
        }
    }
    UNROLL for (int h = 0; h < 2; h++) {
        __m512 scales = _mm512_loadu_ps(scale + 16 * h), biases = _mm512_loadu_ps(bias + 16 * h);
        UNROLL for (int i = 0; i < rows; i++) {
            __m512 product = _mm512_mul_ps(_mm512_cvtepi32_ps(acc[i][h]), scales);
            _mm512_storeu_ps(y + i * n + 16 * h, _mm512_fmadd_ps(product, _mm512_set1_ps(x_scale[i]), biases));
        }
    }
}

static void linear_i8_avx512(const float *x, size_t t, size_t k, const int8_t *packed, const float *scale, const int32_t *sums,
                             const float *bias, size_t n, float *y, void *scratch, float *x_scale) {
    uint8_t *q = scratch;
    for (size_t i = 0; i < t; i++) quantise(x + i * k, k, q + i * k, x_scale + i);
    for (size_t j = 0; j < n; j += 32) {
        const int8_t *w = packed + j * k;
        size_t i = 0;
#define BLOCK(rows) block_i8(rows, q + i * k, k, w, scale + j, sums + j, bias + j, x_scale + i, y + i * n + j, n)
#include "int8_rows.inc.h"
    }
}

#pragma clang attribute pop

const ce_kernels ce_kernels_avx512 = {linear_f32_avx512, linear_i8_avx512, gelu_avx512, add_layer_norm_avx512, attention_avx512};
#endif

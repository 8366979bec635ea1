// Runs everywhere: four floats per vector, which the compiler turns into SSE2 or NEON.
#include "kernels.h"

#define LEVEL plain
#define WIDTH 4
#define ROWS 4
#define COLUMNS 8
#include "float_kernels.inc.h"

typedef int8_t bytes16 __attribute__((vector_size(16), aligned(1)));
typedef int16_t shorts16 __attribute__((vector_size(32), aligned(2)));
typedef int16_t shorts8 __attribute__((vector_size(16)));
typedef int32_t ints8 __attribute__((vector_size(32)));

static void quantise(const float *x, size_t k, int16_t *q, float *scale) {
    float largest = CE_TINY;
    for (size_t p = 0; p < k; p++) largest = fabsf(x[p]) > largest ? fabsf(x[p]) : largest;
    float factor = CE_QUANT_MAX / largest;
    for (size_t p = 0; p < k; p++) q[p] = (int16_t)rintf(x[p] * factor);
    *scale = largest / CE_QUANT_MAX;
}

// Four columns of a panel: products of two neighbours fit 16 bits (2 * 127 * 127 < 32768), so half the adds are narrow.
ALWAYS_INLINE void four_columns(const int16_t *q, size_t k, const int8_t *w, int32_t *out) {
    ints8 acc = {};
    for (size_t p = 0; p < k; p += CE_DEPTH) {
        shorts16 weights = __builtin_convertvector(*(const bytes16 *)(w + p * CE_PANEL_I8), shorts16);
        const int16_t *v = q + p;
        shorts16 values = {v[0], v[1], v[2], v[3], v[0], v[1], v[2], v[3], v[0], v[1], v[2], v[3], v[0], v[1], v[2], v[3]};
        shorts16 products = weights * values;
        shorts8 pairs = __builtin_shufflevector(products, products, 0, 2, 4, 6, 8, 10, 12, 14) +
                        __builtin_shufflevector(products, products, 1, 3, 5, 7, 9, 11, 13, 15);
        acc += __builtin_convertvector(pairs, ints8);
    }
    for (int c = 0; c < 4; c++) out[c] = acc[2 * c] + acc[2 * c + 1];
}

static void linear_i8_plain(const float *x, size_t t, size_t k, const int8_t *packed, const float *scale, const int32_t *sums,
                            const float *bias, size_t n, float *y, void *scratch, float *x_scale) {
    (void)sums;
    int16_t *q = scratch;
    for (size_t i = 0; i < t; i++) quantise(x + i * k, k, q + i * k, x_scale + i);
    for (size_t j = 0; j < n; j += 4) {
        const int8_t *w = packed + j / CE_PANEL_I8 * CE_PANEL_I8 * k + j % CE_PANEL_I8 * CE_DEPTH;
        for (size_t i = 0; i < t; i++) {
            int32_t dot[4];
            four_columns(q + i * k, k, w, dot);
            for (size_t c = 0; c < 4; c++) y[i * n + j + c] = (float)dot[c] * scale[j + c] * x_scale[i] + bias[j + c];
        }
    }
}

const ce_kernels ce_kernels_plain = {linear_f32_plain, linear_i8_plain, gelu_plain, add_layer_norm_plain, attention_plain};

// arm64 with the dot-product instructions: sixteen signed products per instruction.
#if defined(__aarch64__)
#include "kernels.h"
#include <arm_neon.h>

#pragma clang attribute push(__attribute__((target("dotprod"))), apply_to = function)

#define LEVEL neon
#define WIDTH 4
#define ROWS 8
#define COLUMNS 8
#include "float_kernels.inc.h"

static void quantise(const float *x, size_t k, int8_t *q, float *scale) {
    float32x4_t top = vdupq_n_f32(CE_TINY);
    for (size_t p = 0; p < k; p += 4) top = vmaxq_f32(top, vabsq_f32(vld1q_f32(x + p)));
    float largest = vmaxvq_f32(top);
    float factor = CE_QUANT_MAX / largest;
    for (size_t p = 0; p < k; p += 8) {
        int16x4_t low = vqmovn_s32(vcvtnq_s32_f32(vmulq_n_f32(vld1q_f32(x + p), factor)));
        int16x4_t high = vqmovn_s32(vcvtnq_s32_f32(vmulq_n_f32(vld1q_f32(x + p + 4), factor)));
        vst1_s8(q + p, vqmovn_s16(vcombine_s16(low, high)));
    }
    *scale = largest / CE_QUANT_MAX;
}

#define I8_ROWS 4

// Sixteen columns (one panel), and sixteen values of depth at a time.
ALWAYS_INLINE void block_i8(int rows, const int8_t *q, size_t k, const int8_t *w, const float *scale, const float *bias,
                            const float *x_scale, float *y, size_t n) {
    int32x4_t acc[I8_ROWS][4];
    UNROLL for (int i = 0; i < rows; i++) UNROLL for (int c = 0; c < 4; c++) acc[i][c] = vdupq_n_s32(0);
    for (size_t p = 0; p < k; p += 16) {
        int8x16_t x[I8_ROWS];
        UNROLL for (int i = 0; i < rows; i++) x[i] = vld1q_s8(q + i * k + p);
#define QUARTER(lane) \
    UNROLL for (int c = 0; c < 4; c++) { \
        int8x16_t v = vld1q_s8(w + (p + 4 * lane) * CE_PANEL_I8 + 16 * c); \
        UNROLL for (int i = 0; i < rows; i++) acc[i][c] = vdotq_laneq_s32(acc[i][c], v, x[i], lane); \
    }
        QUARTER(0) QUARTER(1) QUARTER(2) QUARTER(3)
#undef QUARTER
    }
    UNROLL for (int c = 0; c < 4; c++) {
        float32x4_t scales = vld1q_f32(scale + 4 * c), biases = vld1q_f32(bias + 4 * c);
        UNROLL for (int i = 0; i < rows; i++) {
            float32x4_t product = vmulq_f32(vcvtq_f32_s32(acc[i][c]), scales);
            vst1q_f32(y + i * n + 4 * c, vfmaq_n_f32(biases, product, x_scale[i]));
        }
    }
}

static void linear_i8_neon(const float *x, size_t t, size_t k, const int8_t *packed, const float *scale, const int32_t *sums,
                           const float *bias, size_t n, float *y, void *scratch, float *x_scale) {
    (void)sums;
    int8_t *q = scratch;
    for (size_t i = 0; i < t; i++) quantise(x + i * k, k, q + i * k, x_scale + i);
    for (size_t j = 0; j < n; j += CE_PANEL_I8) {
        const int8_t *w = packed + j * k;
        size_t i = 0;
#define BLOCK(rows) block_i8(rows, q + i * k, k, w, scale + j, bias + j, x_scale + i, y + i * n + j, n)
#include "int8_rows.inc.h"
    }
}

#pragma clang attribute pop

const ce_kernels ce_kernels_neon = {linear_f32_neon, linear_i8_neon, gelu_neon, add_layer_norm_neon, attention_neon};
#endif

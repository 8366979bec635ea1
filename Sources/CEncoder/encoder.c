#include "kernels.h"
#if defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>
#endif

bool ce_supports(ce_level level) {
    switch (level) {
    case ce_level_plain: return true;
    case ce_level_neon:
#if defined(__aarch64__) && defined(__APPLE__)
        return true;  // every Apple silicon Mac has it
#elif defined(__aarch64__) && defined(__linux__)
        return (getauxval(AT_HWCAP) & (1ul << 20)) != 0;  // HWCAP_ASIMDDP
#else
        return false;
#endif
    case ce_level_avx2:
#if defined(__x86_64__)
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
        return false;
#endif
    case ce_level_avx512:
#if defined(__x86_64__)
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
               __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vnni");
#else
        return false;
#endif
    }
}

ce_level ce_best_level(void) {
    if (ce_supports(ce_level_avx512)) return ce_level_avx512;
    if (ce_supports(ce_level_avx2)) return ce_level_avx2;
    if (ce_supports(ce_level_neon)) return ce_level_neon;
    return ce_level_plain;
}

static const ce_kernels *kernels(ce_level level) {
    switch (level) {
    case ce_level_plain: break;
#if defined(__aarch64__)
    case ce_level_neon: return &ce_kernels_neon;
#else
    case ce_level_neon: break;
#endif
#if defined(__x86_64__)
    case ce_level_avx2: return &ce_kernels_avx2;
    case ce_level_avx512: return &ce_kernels_avx512;
#else
    case ce_level_avx2:
    case ce_level_avx512: break;
#endif
    }
    return &ce_kernels_plain;
}

void ce_pack_f32(const float *w, size_t n, size_t k, float *packed) {
    for (size_t j = 0; j < n; j += CE_PANEL)
        for (size_t p = 0; p < k; p++)
            for (size_t c = 0; c < CE_PANEL; c++) *packed++ = w[(j + c) * k + p];
}

void ce_pack_i8(const float *w, size_t n, size_t k, int8_t *packed, float *scale, int32_t *sums) {
    for (size_t j = 0; j < n; j++) {
        const float *row = w + j * k;
        float largest = CE_TINY;
        for (size_t p = 0; p < k; p++) largest = fabsf(row[p]) > largest ? fabsf(row[p]) : largest;
        float factor = CE_QUANT_MAX / largest;
        int32_t sum = 0;
        // the first byte of column j in its panel, which has CE_DEPTH values at a time
        int8_t *column = packed + j / CE_PANEL_I8 * CE_PANEL_I8 * k + j % CE_PANEL_I8 * CE_DEPTH;
        for (size_t p = 0; p < k; p += CE_DEPTH)
            for (size_t e = 0; e < CE_DEPTH; e++) {
                int32_t value = (int32_t)rintf(row[p + e] * factor);
                column[p * CE_PANEL_I8 + e] = (int8_t)value;
                sum += value;
            }
        scale[j] = largest / CE_QUANT_MAX;
        sums[j] = sum;
    }
}

void ce_linear_f32(ce_level level, const float *x, size_t t, size_t k, const float *packed, const float *bias, size_t n, float *y) {
    kernels(level)->linear_f32(x, t, k, packed, bias, n, y);
}

void ce_linear_i8(ce_level level, const float *x, size_t t, size_t k, const int8_t *packed, const float *scale,
                  const int32_t *sums, const float *bias, size_t n, float *y, void *scratch, float *x_scale) {
    kernels(level)->linear_i8(x, t, k, packed, scale, sums, bias, n, y, scratch, x_scale);
}

void ce_gelu(ce_level level, float *x, size_t count) { kernels(level)->gelu(x, count); }

void ce_add_layer_norm(ce_level level, float *x, const float *residual, const float *gain, const float *shift, size_t t, size_t h,
                       float epsilon) {
    kernels(level)->add_layer_norm(x, residual, gain, shift, t, h, epsilon);
}

size_t ce_attention_scratch(size_t t, size_t head_dim) { return (t + 15) / 16 * 16 * (head_dim + 1); }

void ce_attention(ce_level level, const float *qkv, size_t t, size_t heads, size_t head_dim, float *out, float *scratch) {
    kernels(level)->attention(qkv, t, heads, head_dim, out, scratch);
}

void ce_add_positions(size_t t, const float *positions, const float *type, size_t h, float *x) {
    for (size_t i = 0; i < t; i++)
        for (size_t c = 0; c < h; c++) x[i * h + c] = x[i * h + c] + positions[i * h + c] + type[c];
}

void ce_mean(const float *x, size_t t, size_t h, float *out) {
    for (size_t c = 0; c < h; c++) out[c] = 0;
    for (size_t i = 0; i < t; i++)
        for (size_t c = 0; c < h; c++) out[c] += x[i * h + c];
    for (size_t c = 0; c < h; c++) out[c] /= (float)t;
}

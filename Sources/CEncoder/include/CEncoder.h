// CEncoder: the arithmetic of a BERT-sized encoder, once per instruction set, chosen at run time.
//
// Owns the packing of weights, matrix products (float32 and int8), attention, layer normalisation and GELU. It does
// not know models, files or texts: LocalEmbedding combines the functions. Every function takes the level to run at,
// so that a test can force one; the level must be one that ce_supports() accepts. Nothing allocates, nothing is global.
//
// Matrices are row-major. Required shapes: n a multiple of 32, k and h multiples of 16, head_dim a multiple of 16.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum __attribute__((enum_extensibility(closed))) ce_level : int32_t {
    ce_level_plain = 0,   // portable vectors of four floats: SSE2 on x86-64, NEON on arm64
    ce_level_neon = 1,    // arm64 with the dot-product instructions (ARMv8.2 DotProd)
    ce_level_avx2 = 2,    // AVX2 and FMA
    ce_level_avx512 = 3,  // AVX-512 F, BW, DQ, VL and VNNI
} ce_level;

// Whether this machine can run the level.
bool ce_supports(ce_level level);
// The fastest level this machine can run.
ce_level ce_best_level(void);

// A packed n × k matrix has n * k floats, or n * k bytes as int8.
//
// w is [n][k] as in a PyTorch Linear.
void ce_pack_f32(const float *w, size_t n, size_t k, float *packed);
// One scale for each row: w = packed * scale, with values in -127...127. sums are the rows' sums of packed values.
void ce_pack_i8(const float *w, size_t n, size_t k, int8_t *packed, float *scale, int32_t *sums);

// y[t][n] = x[t][k] · w[n][k] + bias[n]
void ce_linear_f32(ce_level level, const float *x, size_t t, size_t k, const float *packed, const float *bias, size_t n, float *y);
// The same with x quantised row by row to -127...127. For the same x, the integers are the same at every level. scratch
// has room for 2 * t * k bytes, x_scale for t floats.
void ce_linear_i8(ce_level level, const float *x, size_t t, size_t k, const int8_t *packed, const float *scale,
                  const int32_t *sums, const float *bias, size_t n, float *y, void *scratch, float *x_scale);

// x = 0.5 x (1 + erf(x / √2)), in place; count a multiple of 16.
void ce_gelu(ce_level level, float *x, size_t count);
// x = layer_norm(x + residual) * gain + shift over rows of h, in place; residual may be NULL.
void ce_add_layer_norm(ce_level level, float *x, const float *residual, const float *gain, const float *shift, size_t t, size_t h,
                       float epsilon);
// Floats of scratch that ce_attention needs for a sequence of t tokens.
size_t ce_attention_scratch(size_t t, size_t head_dim);
// Softmax attention of one sequence: qkv is [t][3 * heads * head_dim], out is [t][heads * head_dim].
void ce_attention(ce_level level, const float *qkv, size_t t, size_t heads, size_t head_dim, float *out, float *scratch);

// x[i] = x[i] + positions[i] + type for one sequence of t tokens, whose words are in x.
void ce_add_positions(size_t t, const float *positions, const float *type, size_t h, float *x);
// out[h] = the mean of t rows.
void ce_mean(const float *x, size_t t, size_t h, float *out);

// The functions that each level must provide, and those that the levels share. Private to CEncoder.
#pragma once
#include "CEncoder.h"
#include <math.h>
#include <string.h>

typedef struct {
    void (*linear_f32)(const float *, size_t, size_t, const float *, const float *, size_t, float *);
    void (*linear_i8)(const float *, size_t, size_t, const int8_t *, const float *, const int32_t *, const float *, size_t, float *,
                      void *, float *);
    void (*gelu)(float *, size_t);
    void (*add_layer_norm)(float *, const float *, const float *, const float *, size_t, size_t, float);
    void (*attention)(const float *, size_t, size_t, size_t, float *, float *);
} ce_kernels;

extern const ce_kernels ce_kernels_plain;
#if defined(__aarch64__)
extern const ce_kernels ce_kernels_neon;
#endif
#if defined(__x86_64__)
extern const ce_kernels ce_kernels_avx2, ce_kernels_avx512;
#endif

// Columns of a float panel, and of an int8 panel; an int8 panel holds CE_DEPTH values of a column side by side.
enum { CE_PANEL = 32, CE_PANEL_I8 = 16, CE_DEPTH = 4 };
// The largest quantised magnitude; -128 is not used, so that negation is exact.
#define CE_QUANT_MAX 127.0f
// The smallest scale, so that a row of zeros is not divided by zero.
#define CE_TINY 1e-12f

#define ALWAYS_INLINE static inline __attribute__((always_inline))
// Without this, clang keeps the accumulators on the stack, and the kernel runs at half the speed.
#define UNROLL _Pragma("clang loop unroll(full)")

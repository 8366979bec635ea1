// The float kernels, included once per level with LEVEL (a suffix), WIDTH (floats in a vector), and ROWS and COLUMNS of
// the block that fits the registers: ROWS * COLUMNS / WIDTH of them, and one more row for the weights.
#define JOIN2(a, b) a##_##b
#define JOIN(a, b) JOIN2(a, b)
#define NAME(name) JOIN(name, LEVEL)
#define VECTORS (COLUMNS / WIDTH)

typedef float NAME(vf) __attribute__((vector_size(WIDTH * 4), aligned(4)));
typedef int32_t NAME(vi) __attribute__((vector_size(WIDTH * 4), aligned(4)));
#define vf NAME(vf)
#define vi NAME(vi)

ALWAYS_INLINE vf NAME(splat)(float value) { return value - (vf){}; }
ALWAYS_INLINE float NAME(sum)(vf v) {
    float total = 0;
    for (int i = 0; i < WIDTH; i++) total += v[i];
    return total;
}

ALWAYS_INLINE void NAME(block_f32)(int rows, const float *x, size_t k, const float *panel, const float *bias, float *y, size_t n) {
    vf acc[ROWS][VECTORS];
    UNROLL for (int i = 0; i < rows; i++) UNROLL for (int v = 0; v < VECTORS; v++) acc[i][v] = ((const vf *)bias)[v];
    for (size_t p = 0; p < k; p++) {
        vf w[VECTORS];
        UNROLL for (int v = 0; v < VECTORS; v++) w[v] = ((const vf *)(panel + p * CE_PANEL))[v];
        UNROLL for (int i = 0; i < rows; i++) {
            vf a = NAME(splat)(x[i * k + p]);
            UNROLL for (int v = 0; v < VECTORS; v++) acc[i][v] += a * w[v];
        }
    }
    UNROLL for (int i = 0; i < rows; i++) UNROLL for (int v = 0; v < VECTORS; v++) ((vf *)(y + i * n))[v] = acc[i][v];
}

static void NAME(linear_f32)(const float *x, size_t t, size_t k, const float *packed, const float *bias, size_t n, float *y) {
    for (size_t j = 0; j < n; j += COLUMNS) {
        const float *panel = packed + j / CE_PANEL * CE_PANEL * k + j % CE_PANEL;
        size_t i = 0;
        for (; i + ROWS <= t; i += ROWS) NAME(block_f32)(ROWS, x + i * k, k, panel, bias + j, y + i * n + j, n);
        switch (t - i) {
#define REST(r) \
    case r: \
        if (r < ROWS) NAME(block_f32)(r < ROWS ? r : 1, x + i * k, k, panel, bias + j, y + i * n + j, n); \
        break;
            REST(1) REST(2) REST(3) REST(4) REST(5) REST(6) REST(7) REST(8) REST(9) REST(10) REST(11)
#undef REST
        default: break;
        }
    }
}

// Relative error below 2e-7 on -87...88 (Cephes' expf polynomial); clamped outside.
ALWAYS_INLINE vf NAME(exp)(vf x) {
    vf low = NAME(splat)(-87.3f), high = NAME(splat)(88.3f);
    vi below = x < low, above = x > high;
    x = (vf)(((vi)x & ~below) | ((vi)low & below));
    x = (vf)(((vi)x & ~above) | ((vi)high & above));
    vf rounded = (x * 1.44269504088896341f + 12582912.0f) - 12582912.0f;  // 1.5 * 2^23: adding it rounds to a whole number
    vi exponent = __builtin_convertvector(rounded, vi);
    vf f = x - rounded * 0.693359375f + rounded * 2.12194440e-4f;
    vf p = NAME(splat)(1.9875691500e-4f);
    p = p * f + 1.3981999507e-3f;
    p = p * f + 8.3334519073e-3f;
    p = p * f + 4.1665795894e-2f;
    p = p * f + 1.6666665459e-1f;
    p = p * f + 5.0000001201e-1f;
    p = p * f * f + f + 1.0f;
    return p * (vf)((exponent + 127) << 23);
}

// erf by Abramowitz & Stegun 7.1.26: absolute error below 1.5e-7.
static void NAME(gelu)(float *x, size_t count) {
    for (size_t i = 0; i < count; i += WIDTH) {
        vf v = *(vf *)(x + i);
        vf s = v * 0.70710678118654752f;
        vi sign = (vi)s & INT32_MIN;
        vf a = (vf)((vi)s & INT32_MAX);
        vf t = 1.0f / (1.0f + 0.3275911f * a);
        vf poly = NAME(splat)(1.061405429f);
        poly = poly * t - 1.453152027f;
        poly = poly * t + 1.421413741f;
        poly = poly * t - 0.284496736f;
        poly = poly * t + 0.254829592f;
        vf erf = 1.0f - poly * t * NAME(exp)(-(a * a));
        *(vf *)(x + i) = 0.5f * v * (1.0f + (vf)((vi)erf ^ sign));
    }
}

static void NAME(add_layer_norm)(float *x, const float *residual, const float *gain, const float *shift, size_t t, size_t h,
                                 float epsilon) {
    for (size_t i = 0; i < t; i++) {
        float *row = x + i * h;
        vf sum = {}, squares = {};
        for (size_t c = 0; c < h; c += WIDTH) {
            vf v = *(vf *)(row + c);
            if (residual) v += *(const vf *)(residual + i * h + c);
            *(vf *)(row + c) = v;
            sum += v;
        }
        float mean = NAME(sum)(sum) / (float)h;
        for (size_t c = 0; c < h; c += WIDTH) {
            vf d = *(vf *)(row + c) - mean;
            squares += d * d;
        }
        float inverse = 1.0f / sqrtf(NAME(sum)(squares) / (float)h + epsilon);
        for (size_t c = 0; c < h; c += WIDTH)
            *(vf *)(row + c) = (*(vf *)(row + c) - mean) * inverse * *(const vf *)(gain + c) + *(const vf *)(shift + c);
    }
}

// scratch: one row of scores, then the keys of a head transposed, both padded to whole vectors.
static void NAME(attention)(const float *qkv, size_t t, size_t heads, size_t head_dim, float *out, float *scratch) {
    size_t h = heads * head_dim, stride = 3 * h, padded = (t + WIDTH - 1) / WIDTH * WIDTH;
    float scale = 1.0f / sqrtf((float)head_dim), *score = scratch, *keys = scratch + padded;
    for (size_t head = 0; head < heads; head++) {
        const float *q = qkv + head * head_dim, *k = q + h, *v = k + h;
        for (size_t d = 0; d < head_dim; d++) {
            for (size_t j = 0; j < t; j++) keys[d * padded + j] = k[j * stride + d];
            for (size_t j = t; j < padded; j++) keys[d * padded + j] = 0;
        }
        for (size_t i = 0; i < t; i++) {
            const float *query = q + i * stride;
            for (size_t j = 0; j < padded; j += WIDTH) {
                vf a = {};
                for (size_t d = 0; d < head_dim; d++) a += NAME(splat)(query[d]) * *(vf *)(keys + d * padded + j);
                *(vf *)(score + j) = a * scale;
            }
            float top = score[0];
            for (size_t j = 1; j < t; j++) top = score[j] > top ? score[j] : top;
            // values beyond t are not summed
            for (size_t j = 0; j < padded; j += WIDTH) *(vf *)(score + j) = NAME(exp)(*(vf *)(score + j) - top);
            float total = 0;
            for (size_t j = 0; j < t; j++) total += score[j];
            float *o = out + i * h + head * head_dim, inverse = 1.0f / total;
            for (size_t c = 0; c < head_dim; c += WIDTH) {
                vf a = {};
                for (size_t j = 0; j < t; j++) a += NAME(splat)(score[j]) * *(const vf *)(v + j * stride + c);
                *(vf *)(o + c) = a * inverse;
            }
        }
    }
}

#undef JOIN2
#undef JOIN
#undef NAME
#undef VECTORS
#undef vf
#undef vi

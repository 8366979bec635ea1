#include "CVectorScan.h"

#include <string.h>

// Sign bits take a sixteenth of the bytes of the codes and are good enough to choose a few thousand rows to score.

// One complete loop for each number of words keeps the query in registers: without full unrolling, clang reloads it.
#define COUNT_BITS(WORDS)                                                                                                      \
    for (size_t i = 0; i < count; i++) {                                                                                       \
        const uint64_t *row = bits + (list ? (size_t)list[i] : i) * (WORDS);                                                   \
        unsigned different = 0;                                                                                                \
        _Pragma("clang loop unroll(full)") for (size_t w = 0; w < (WORDS); w++) different +=                                    \
            (unsigned)__builtin_popcountll(row[w] ^ query[w]);                                                                 \
        distances[i] = (uint16_t)different;                                                                                    \
    }

#define COUNT_ANY_BITS                                                                                                         \
    for (size_t i = 0; i < count; i++) {                                                                                       \
        const uint64_t *row = bits + (list ? (size_t)list[i] : i) * words;                                                     \
        unsigned different = 0;                                                                                                \
        for (size_t w = 0; w < words; w++) different += (unsigned)__builtin_popcountll(row[w] ^ query[w]);                     \
        distances[i] = (uint16_t)different;                                                                                    \
    }

static void differences_plain(
    const uint64_t *bits, size_t words, const uint32_t *list, size_t count, const uint64_t *query, uint16_t *distances) {
    COUNT_ANY_BITS
}

#if defined(__x86_64__)
__attribute__((target("popcnt"))) static void differences_popcnt(
    const uint64_t *bits, size_t words, const uint32_t *list, size_t count, const uint64_t *query, uint16_t *distances) {
    switch (words) {
    case 6: COUNT_BITS(6) return;
    case 8: COUNT_BITS(8) return;
    case 12: COUNT_BITS(12) return;
    default: COUNT_ANY_BITS return;
    }
}
#endif

static void differences(
    CVSLevel level, const uint64_t *bits, size_t words, const uint32_t *list, size_t count, const uint64_t *query,
    uint16_t *distances) {
    switch (level) {
#if defined(__x86_64__)
    case CVSLevelAVX2:
    case CVSLevelAVX512: differences_popcnt(bits, words, list, count, query, distances); return;
#endif
    default: differences_plain(bits, words, list, count, query, distances); return;
    }
}

enum { most_bits = 16384 };

size_t cvs_nearest_bits(
    CVSLevel level, const uint64_t *bits, size_t words, const uint32_t *list, size_t count, const uint64_t *query, size_t wanted,
    uint16_t *distances, uint32_t *chosen) {
    if (wanted > count) wanted = count;
    if (wanted == 0 || words * 64 > most_bits) return 0;
    differences(level, bits, words, list, count, query, distances);

    // A histogram finds the cut-off in one pass; keeping a sorted list of thousands would cost more than the scan.
    // There are two tables, because neighbours often have the same distance and an increment waits for the one before
    // it.
    uint32_t table[2][most_bits + 1];
    memset(table[0], 0, (words * 64 + 1) * sizeof(uint32_t));
    memset(table[1], 0, (words * 64 + 1) * sizeof(uint32_t));
    for (size_t i = 0; i < count; i++) table[i & 1][distances[i]]++;
    size_t nearer = 0, edge = 0;
    for (; edge <= words * 64; edge++) {
        size_t here = (size_t)table[0][edge] + table[1][edge];
        if (nearer + here >= wanted) break;
        nearer += here;
    }

    size_t ties = wanted - nearer, found = 0;
    for (size_t start = 0; start < count; start += 64) {
        size_t end = start + 64 < count ? start + 64 : count;
        uint64_t near = 0;
        for (size_t i = start; i < end; i++) near |= (uint64_t)(distances[i] <= edge) << (i - start);
        for (; near; near &= near - 1) {
            size_t i = start + (size_t)__builtin_ctzll(near);
            if (distances[i] == edge) {
                if (ties == 0) continue;
                ties--;
            }
            chosen[found++] = list ? list[i] : (uint32_t)i;
        }
    }
    return found;
}

enum { buckets = 4096 };

static inline size_t bucket(float score, float least, float factor) { return (size_t)((score - least) * factor); }

size_t cvs_highest(const float *scores, size_t count, size_t wanted, uint32_t *chosen) {
    if (count == 0 || wanted == 0) return 0;
    float least = scores[0], most = scores[0];
    for (size_t i = 1; i < count; i++) {
        least = scores[i] < least ? scores[i] : least;
        most = scores[i] > most ? scores[i] : most;
    }
    size_t edge = 0;
    float factor = 0;
    if (wanted < count && most > least) {
        // Slightly below the number of buckets, so that the highest score falls into the last bucket.
        factor = ((float)buckets - 0.5f) / (most - least);
        uint32_t table[buckets] = {0};
        for (size_t i = 0; i < count; i++) table[bucket(scores[i], least, factor)]++;
        size_t above = 0;
        for (edge = buckets - 1; edge > 0; edge--) {
            above += table[edge];
            if (above >= wanted) break;
        }
    }
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        if (bucket(scores[i], least, factor) >= edge) chosen[found++] = (uint32_t)i;
    }
    return found;
}

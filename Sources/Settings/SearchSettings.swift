package import Memories

/// The settings of searches.
package struct SearchSettings: Sendable {
    /// How a search is done that does not say it.
    package let defaultMode: SearchMode
    /// For the codes of recently searched users' vectors.
    package let vectorCacheBytes: Int

    init(_ s: SettingReader) {
        defaultMode = s.choice(
            "search.defaultMode",
            default: SearchMode.hybrid,
            """
            How to search when a request does not say it: `hybrid` (by meaning and by words) finds most. Clients of Redis Agent \
            Memory Server get its default, `semantic`, whatever this says.
            """
        )
        vectorCacheBytes =
            s.int(
                "search.cacheMegabytes",
                default: 256,
                in: 0...1_048_576,
                """
                Megabytes of RAM to cache the vectors of recently searched users. A memory takes about 470 bytes, so 256 hold 500,000 \
                memories. Beyond that, a search reads the user's vectors from the database: about 35 ms per 10,000 memories.
                """
            ) << 20
    }
}

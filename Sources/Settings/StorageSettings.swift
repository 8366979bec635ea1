/// Where things are kept.
package struct StorageSettings: Sendable {
    /// The directory of the database.
    package let directory: String
    /// The directory of embedding models.
    package let models: String
    /// How much memory the vectors of recently searched users may take.
    package let vectorCacheBytes: Int

    init(_ s: SettingReader) {
        directory = s.string(
            "data",
            default: "./data",
            form: "path",
            "The directory of the database; made when absent, readable by its owner only."
        )
        models =
            s.optional(
                "models",
                form: "path",
                "The directory of embedding models; `models` in the data directory by default."
            ) ?? directory
            + "/models"
        vectorCacheBytes =
            s.int(
                "search.cacheMegabytes",
                default: 256,
                in: 0...1_048_576,
                """
                Mebibytes of memory for the vectors of recently searched users, some 470 bytes a memory: 256 are enough for 500,000 \
                memories. Searches beyond it are as exact, but read the user's vectors from the database each time: some 35 ms per \
                10,000 memories.
                """
            ) << 20
    }
}

/// Where the server stores the database and the models.
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
            "The directory of the database. The server creates it if it does not exist, readable by its owner only."
        )
        models =
            s.optional(
                "models",
                form: "path",
                "The directory of embedding models. Default: `models` in the data directory."
            ) ?? directory
            + "/models"
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

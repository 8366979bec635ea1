/// Where things are kept.
package struct StorageSettings: Sendable {
    /// The directory of the database.
    package let directory: String
    /// The directory of embedding models.
    package let models: String

    init(_ s: SettingReader) {
        directory = s.string(
            "data", default: "./data", form: "path", "The directory of the database; made when absent, readable by its owner only.")
        models =
            s.optional("models", form: "path", "The directory of embedding models; `models` in the data directory by default.") ?? directory
            + "/models"
    }
}

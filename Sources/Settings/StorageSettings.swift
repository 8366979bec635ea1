/// Where the server stores the database and the models.
package struct StorageSettings: Sendable {
    /// The directory of the database.
    package let directory: String
    /// The directory of embedding models.
    package let models: String

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
                "The directory of embedding models. Default: the models that came with the program, or else `models` in the data "
                    + "directory."
            ) ?? s.layers.bundledModels ?? directory + "/models"
    }
}

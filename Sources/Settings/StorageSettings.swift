package import Base

/// Where the server stores the database and the models.
package struct StorageSettings: Sendable {
    /// The directory of the database.
    package let directory: String
    /// The PostgreSQL database that takes the place of the one in the directory; nil for SQLite.
    package let url: Secret?
    /// The most connections to PostgreSQL.
    package let connections: Int
    /// Whether a pooler gives each transaction another connection.
    package let isPooled: Bool
    /// The directory of embedding models.
    package let models: String

    init(_ s: SettingReader) {
        directory = s.string(
            "data",
            default: "./data",
            form: "path",
            "The directory of the database. The server creates it if it does not exist, readable by its owner only."
        )
        let url = s.secret(
            "storage.url",
            "A PostgreSQL database, as `postgresql://USER:PASSWORD@HOST/DATABASE`, instead of SQLite in the data directory. It needs "
                + "PostgreSQL 15 with pgvector, or newer. See [operations](operations.md#postgresql)."
        )
        if let url, !["postgresql://", "postgres://"].contains(where: { url.reveal().hasPrefix($0) }) {
            s.note("storage.url does not begin with postgresql://. For SQLite, remove it.")
        }
        self.url = url
        connections = s.int(
            "storage.connections",
            default: 8,
            in: 1...100,
            "The most connections that the server opens to PostgreSQL."
        )
        isPooled = s.bool(
            "storage.pooler",
            default: false,
            "Whether a pooler in transaction mode, such as PgBouncer, is between the server and PostgreSQL. Statements are then not "
                + "prepared, and time limits are those of the database user. See [operations](operations.md#postgresql)."
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

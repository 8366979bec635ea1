import Base
import Identity
import SQLStorage
import Settings

/// Where the concrete parts are named, once.
enum Wiring {
    /// What the commands of an operator work with: the stores and the directories over them. Runs beside a server.
    static func operatorTools(_ settings: ServerSettings) async throws -> OperatorTools {
        try OperatorTools(stores: try open(settings), settings: settings)
    }

    static func open(_ settings: ServerSettings) throws -> SQLiteStores {
        try SQLiteStores.open(directory: settings.storage.directory)
    }
}

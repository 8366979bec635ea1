import Base
import CPostgres

/// An error of a statement, by its SQLSTATE (PostgreSQL documentation, appendix A).
struct PostgresFailure: Error {
    /// Empty when the connection was lost.
    let state: String
    /// The server's first message, which names tables and columns. Some quote values; see `reason`.
    let message: String

    init(state: String, message: String) {
        self.state = state
        self.message = message
    }

    init(_ result: OpaquePointer?) {
        self.init(state: String(cString: am_pq_state(result)), message: String(cString: am_pq_message(result)))
    }

    var isLostConnection: Bool { state.isEmpty || state.hasPrefix("08") || state.hasPrefix("57P") }

    /// Whether another transaction was in the way, so that the same batch may succeed.
    var isConflict: Bool { ["40001", "40P01"].contains(state) }

    /// Whether the statement must be prepared again: a pooler gave us another connection, or the schema changed.
    var isStale: Bool {
        ["26000", "42P05"].contains(state) || state == "0A000" && message.contains("cached plan")
    }

    /// The text for the log. Errors in data (class 22) and in checks quote values, so only their codes.
    private var reason: String {
        if state.isEmpty { return "The connection to PostgreSQL was lost" }
        return state.hasPrefix("22") ? "PostgreSQL \(state)" : "PostgreSQL \(state): \(message)"
    }

    var storeFailure: StoreFailure {
        switch state {
        case "53100": StoreFailure(.full, "\(reason). Free space on the disk of the database.")
        case "25006":
            StoreFailure(.unavailable, "\(reason). This server is a standby: name the primary in storage.url.")
        case "42501": StoreFailure(.broken, "\(reason). Give the user of storage.url this right.")
        case "55P03", "57014": StoreFailure(.unavailable, "\(reason). The database is busy.")
        case _ where isLostConnection || isConflict || state.hasPrefix("53"): StoreFailure(.unavailable, reason)
        default: StoreFailure(.broken, reason)
        }
    }
}

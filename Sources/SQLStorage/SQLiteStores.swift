import Base
import FoundationEssentials
package import Identity

/// Every store on one SQLite file, `memory.db` in the data directory.
package struct SQLiteStores: Sendable {
    package let identity: IdentityStores
    package let authorization: AuthorizationStores
    private let database: SQLiteDatabase

    /// Opens or makes the database, readable by its owner only, and migrates it.
    /// - Throws: `StoreFailure(.broken)` with what to do about it.
    package static func open(directory: String) throws -> SQLiteStores {
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw StoreFailure(.broken, "cannot make the data directory \(directory): \(error)")
        }
        return SQLiteStores(database: try SQLiteDatabase(path: "\(directory)/memory.db"))
    }

    private init(database: SQLiteDatabase) {
        self.database = database
        identity = IdentityStores(
            users: SQLUserStore(database: database),
            workspaces: SQLWorkspaceStore(database: database),
            apiTokens: SQLAPITokenStore(database: database))
        authorization = AuthorizationStores(
            clients: SQLClientStore(database: database), codes: SQLAuthorizationCodeStore(database: database),
            grants: SQLGrantStore(database: database), consents: SQLConsentStore(database: database),
            sessions: SQLSessionStore(database: database), passwords: SQLPasswordStore(database: database),
            oneTime: SQLOneTimeStore(database: database), keys: SQLKeyStore(database: database))
    }

    /// For an orderly end: brings the write-ahead log back into the file. No store may be used afterwards.
    package func close() throws {
        try database.close()
    }

    /// A consistent copy while the server runs.
    package func backup(to path: String) throws {
        try database.backup(to: path)
    }
}

import Authorization
import Base
import Glibc
import Identity
import SQLStorage
import Settings

/// The checks of a data directory before a server works on it. `serve` and `doctor` run the same ones, so that `doctor`
/// finds what would end the start. Nothing is created or changed.
///
/// The files of the database are checked by `SQLiteStores` itself, for every command.
enum Opening {
    /// Checks the kind of `server.lock`, and that this user can write to all files, before anything is opened.
    /// - Throws: `CommandFailure` that names the file and says what to do.
    static func checkFiles(of settings: ServerSettings) throws {
        let directory = StorageDirectory.absolute(settings.storage.directory)
        let lock = directory + "/server.lock"
        if let kind = FileKind.other(at: lock) {
            throw CommandFailure("\(lock) is \(kind). Remove it; the next start creates the file again.")
        }
        let database = SQLiteStores.file(in: directory)
        for path in [
            database, database + "-wal", database + "-shm", database + "-journal",
            SQLiteStores.revocations(in: directory), lock,
        ]
        where access(path, R_OK | W_OK) != 0 && [EACCES, EPERM, EROFS].contains(errno) {
            throw CommandFailure(
                "\(path) cannot be read and written by the user with the id \(geteuid()), who runs this program: "
                    + "\(String(cString: strerror(errno))). Give that user the data directory with chown or chmod."
            )
        }
    }

    /// Checks the opened database: whether it lost its users, what strangers may read in it, and whether its signing keys
    /// can be opened.
    /// - Throws: `CommandFailure` or `StoreFailure` with what to do.
    static func check(_ stores: Storage, _ settings: ServerSettings, at now: Timestamp) async throws {
        if settings.auth.mode == .token { try await checkUsers(of: stores, settings) }
        if let name = settings.auth.anonymousWorkspace,
            try await stores.identity.workspaces.workspace(nameOrID: name)?.kind == .personal
        {
            throw OperatorTools.isPersonal(name)
        }
        guard settings.authorizationNames != nil else { return }
        let rotation = KeyRotation(
            store: stores.authorization.keys,
            vault: try settings.oauth.signing.vault,
            revocations: RevocationEpoch()
        )
        try await rotation.check(at: now)
    }

    /// Refuses an empty user table when the directory had users before: a first start would create a new administrator
    /// over the remaining data.
    private static func checkUsers(of stores: Storage, _ settings: ServerSettings) async throws {
        let directory = StorageDirectory.absolute(settings.storage.directory)
        guard try SQLiteStores.trace(of: directory)?.hadUsers == true,
            try await stores.identity.users.users(PageRequest(limit: 1)).total == 0
        else { return }
        let revocations = SQLiteStores.revocations(in: directory)
        let database = settings.storage.url == nil ? SQLiteStores.file(in: directory) : "of storage.url"
        throw CommandFailure(
            "The database \(database) has no users, but \(revocations) says that there were some. "
                + "A first start would create a new administrator. Restore the database from a backup. If you meant to delete every "
                + "user, remove \(revocations) and start again."
        )
    }
}

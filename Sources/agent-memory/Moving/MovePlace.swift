import Backups
import Base
import Glibc
import SQLStorage
import Settings

/// A database that `storage migrate` names.
enum MovePlace {
    /// The absolute path of a data directory.
    case directory(String)
    case postgres(PostgresOptions)

    /// - Throws: `CommandFailure` for a file that cannot be read; `StoreFailure` for a URL that is not valid.
    init(_ argument: String) throws {
        let text = argument.hasPrefix("@") ? try Self.url(inFile: String(argument.dropFirst())) : argument
        guard ["postgresql://", "postgres://"].contains(where: text.hasPrefix) else {
            guard !argument.hasPrefix("@") else {
                throw CommandFailure("\(argument.dropFirst()) does not begin with postgresql://.")
            }
            self = .directory(StorageDirectory.absolute(text))
            return
        }
        var options = PostgresOptions(url: Secret(text))
        options.connections = 2
        options.name = "agent-memory storage"
        self = .postgres(options)
    }

    private static func url(inFile path: String) throws -> String {
        let text: String?
        do { text = try SettingFile.text(at: path) } catch { throw CommandFailure("\(path) \(error.reason)") }
        guard let line = text?.split(separator: "\n").first else {
            throw CommandFailure("There is no URL in the file \(path).")
        }
        return String(line)
    }

    /// An open database, and what belongs to it.
    struct Opened {
        let storage: Storage
        /// For messages, without a password.
        let name: String
        /// The next step of the operator when it is the target.
        let advice: String
        fileprivate var lock: ServerLock?
        /// Where a database of SQLite is until it is complete, and its directory.
        fileprivate var draft: (folder: PrivateFolder, directory: String)?

        func close() {
            try? storage.close()
            withExtendedLifetime((lock, draft?.folder)) {}
        }
    }

    /// - Throws: `CommandFailure` while a server runs on the directory, and without a database; `StoreFailure`.
    func openSource() throws -> Opened {
        switch self {
        case .directory(let directory):
            try StorageDirectory.requireDatabase(in: directory)
            let lock = try ServerLock(directory: directory)
            let stores = try Wiring.openMoved(in: directory)
            return Opened(storage: .sqlite(stores), name: directory, advice: "", lock: lock)
        case .postgres(let options):
            return Opened(
                storage: .postgres(try Wiring.openMoved(options, for: .command)),
                name: try options.shown(),
                advice: ""
            )
        }
    }

    /// - Throws: `CommandFailure` for a directory with a database; `StoreFailure`.
    func openTarget() throws -> Opened {
        switch self {
        case .directory(let directory):
            try StorageDirectory.prepare(directory)
            let lock = try ServerLock(directory: directory)
            guard !StorageDirectory.hasFile(in: directory) else {
                throw CommandFailure(
                    "\(directory) has a database already: move its memory.db away first, or name another directory."
                )
            }
            let folder = try PrivateFolder(directory + "/migrate.part", work: "Another `storage migrate`", isKept: true)
            let stores = try Wiring.openMoved(in: folder.path)
            let advice = "Start the server with --data \(directory) and without storage.url."
            return Opened(
                storage: .sqlite(stores),
                name: directory,
                advice: advice,
                lock: lock,
                draft: (folder, directory)
            )
        case .postgres(let options):
            return Opened(
                storage: .postgres(try Wiring.openMoved(options, for: .moveTarget)),
                name: try options.shown(),
                advice:
                    "Set storage.url, keep the data directory for the models, and start the server. Then remove the former database."
            )
        }
    }
}

extension MovePlace.Opened {
    /// Gives the complete database its name.
    func place(hasUsers: Bool) async throws {
        guard let draft, let stores = storage.sqlite else { return }
        let commits = try await stores.commits()
        try stores.close()
        let revocations = draft.folder.path + "/revocations"
        unlink(revocations)
        try Wiring.createRevocations(revocations, commits: commits, hasUsers: hasUsers)
        // In this order: a directory with these revocations and without a database does not start.
        for name in ["revocations", "memory.db"] {
            let (from, to) = (draft.folder.path + "/" + name, draft.directory + "/" + name)
            guard rename(from, to) == 0 else {
                throw CommandFailure("Cannot create \(to): \(String(cString: strerror(errno))).")
            }
            DraftFile.sync(folderOf: to)
        }
    }
}

import Glibc
import SQLStorage

/// Checks the directory of the database before it is used, so that problems are reported in plain words.
enum StorageDirectory {
    /// Creates the directory and missing parents, readable by their owner only.
    /// - Throws: `CommandFailure` when that fails, or when the directory cannot be written to.
    static func prepare(_ path: String) throws {
        var prefix = path.hasPrefix("/") ? "/" : ""
        for step in path.split(separator: "/") {
            prefix += step + "/"
            guard mkdir(prefix, 0o700) == 0 || errno == EEXIST || errno == EROFS else {
                throw failure("cannot be created", path)
            }
        }
        // The slash rejects a file of that name. Root can write anywhere except on a read-only disk.
        guard access(path + "/", W_OK | X_OK) == 0 else { throw failure("cannot be written to", path) }
    }

    /// Checks without changing anything; false when the directory would be created.
    /// - Throws: `CommandFailure` when it could not be created, or cannot be written to.
    static func isThere(_ path: String) throws -> Bool {
        if access(path + "/", F_OK) == 0 {
            guard access(path + "/", W_OK | X_OK) == 0 else { throw failure("cannot be written to", path) }
            return true
        }
        guard errno == ENOENT, !passesDanglingLink(path) else { throw failure("cannot be used", path) }
        guard access(nearest(to: path), W_OK | X_OK) == 0 else { throw failure("cannot be created", path) }
        return false
    }

    /// Whether the path or a part of it is a link to nowhere: then nothing can be created there.
    private static func passesDanglingLink(_ path: String) -> Bool {
        var status = stat()
        var parent = path.hasPrefix("/") ? "/" : "./"
        for step in path.split(separator: "/") {
            if access(parent + step + "/", F_OK) != 0 { return lstat(parent + step, &status) == 0 }
            parent += step + "/"
        }
        return false
    }

    /// The directory itself, or its nearest parent that exists.
    static func nearest(to path: String) -> String {
        var parent = path.hasPrefix("/") ? "/" : "./"
        for step in path.split(separator: "/") {
            guard access(parent + step + "/", F_OK) == 0 else { break }
            parent += step + "/"
        }
        return parent
    }

    /// Only `serve` and `init` create a database: every other command would turn a mistyped directory into an empty
    /// one.
    /// - Throws: `CommandFailure` when the directory has no database, or cannot be looked into.
    static func requireDatabase(in path: String) throws {
        // Also for a link to nowhere, which is reported when it is opened.
        var status = stat()
        guard lstat(SQLiteStores.file(in: path), &status) != 0 else { return }
        guard errno == ENOENT || errno == ENOTDIR else { throw failure("cannot be read", path) }
        throw CommandFailure(
            "There is no database in \(absolute(path)). Set AGENT_MEMORY_DATA or --data. "
                + "To create a database, run `agent-memory serve` or `agent-memory init`."
        )
    }

    /// Whether the directory has the file of a database.
    static func hasFile(in path: String) -> Bool { access(SQLiteStores.file(in: path), F_OK) == 0 }

    /// The absolute path, for messages: a relative path depends on the working directory.
    static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let here = getcwd(nil, 0) else { return path }
        defer { free(here) }
        let steps = String(cString: here).split(separator: "/") + path.split(separator: "/").filter { $0 != "." }
        return "/" + steps.joined(separator: "/")
    }

    private static func failure(_ what: String, _ path: String) -> CommandFailure {
        let reason = String(cString: strerror(errno))
        return CommandFailure(
            "The data directory \(absolute(path)) \(what): \(reason). Name another with --data or AGENT_MEMORY_DATA."
        )
    }
}

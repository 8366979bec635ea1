import Glibc

/// Why a configuration file cannot be read or written: a whole sentence with what to do.
package struct UnusableFile: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String
}

/// Reads and replaces configuration files of other programs. A replacement is complete or does not happen: the new text
/// is written to a file next to the old one, synchronised and renamed. Mode and owner stay, and a symbolic link stays
/// one.
package enum FileReplacement {
    /// Claude Code keeps its history in its configuration, which then has tens of megabytes.
    private static let limit = 128 * 1_048_576

    /// The bytes of a regular file; nil when nothing has that name. Never blocks.
    /// - Throws: `UnusableFile` when something has that name and cannot be read.
    package static func read(_ path: String) throws(UnusableFile) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
        guard descriptor >= 0 else {
            let code = errno
            var status = stat()
            if code == ENOENT || code == ENOTDIR {
                guard lstat(path, &status) == 0 else { return nil }
                throw UnusableFile(
                    description:
                        "\(path) is a link to a file that does not exist. Create that file, or remove the link."
                )
            }
            throw flaw(path, "cannot be read", code)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw UnusableFile(description: "\(path) is not a regular file. Put a regular file in its place.")
        }
        guard status.st_size <= limit else {
            throw UnusableFile(description: "\(path) is larger than 128 MiB. Add the entry by hand.")
        }
        var result: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw flaw(path, "cannot be read", errno) }
            guard count > 0, result.count <= limit else { return result }
            result += buffer[..<count]
        }
    }

    /// Writes the edit, and a backup of the former text next to the file.
    /// - Parameters:
    ///   - stamp: a text for the backup's name that differs from one edit to the next, such as the time.
    ///   - isForced: whether a file that nobody may write is replaced.
    /// - Returns: the path of the backup; nil for a new file.
    /// - Throws: `UnusableFile`; the file is then as it was.
    package static func replace(_ edit: FileEdit, stamp: String, isForced: Bool = false) throws(UnusableFile)
        -> String?
    {
        guard let before = edit.before else {
            try makeFolders(above: edit.path)
            try write(edit.after, to: edit.path, mode: edit.holdsToken ? 0o600 : 0o644, like: nil, original: nil)
            return nil
        }
        // A link, as people keep their configuration in a repository, is followed and not replaced.
        guard let resolved = realpath(edit.path, nil) else { throw flaw(edit.path, "cannot be found", errno) }
        defer { free(resolved) }
        let target = String(cString: resolved)
        var status = stat()
        guard stat(target, &status) == 0 else { throw flaw(target, "cannot be read", errno) }
        guard isForced || status.st_mode & 0o222 != 0 else {
            throw UnusableFile(
                description: "\(target) is read-only. Run chmod u+w on it, or run this again with --force to change it."
            )
        }
        let backup = "\(target).before-agent-memory-\(stamp)"
        try write(before, to: backup, mode: status.st_mode & 0o7777, like: status, original: nil)
        do throws(UnusableFile) {
            try write(edit.after, to: target, mode: status.st_mode & 0o7777, like: status, original: before)
        } catch {
            unlink(backup)
            throw error
        }
        return backup
    }

    /// - Parameters:
    ///   - like: the owner the file must have; nil for ours.
    ///   - original: the text that is replaced; nil for a new file.
    private static func write(
        _ bytes: [UInt8],
        to path: String,
        mode: mode_t,
        like owner: stat?,
        original: [UInt8]?
    ) throws(UnusableFile) {
        let temporary = "\(path).\(getpid()).tmp"
        let descriptor = open(
            temporary,
            O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
            owner == nil ? mode : 0o600
        )
        guard descriptor >= 0 else { throw flaw(temporary, "cannot be created", errno) }
        defer { close(descriptor) }
        do throws(UnusableFile) {
            if let owner { try take(owner, mode, descriptor, path) }
            try put(bytes, descriptor, path)
            if let original, try read(path) != original {
                throw UnusableFile(description: "\(path) was changed by another program meanwhile. Run this again.")
            }
            try rename(temporary, to: path, isNew: original == nil)
        } catch {
            unlink(temporary)
            throw error
        }
    }

    private static func take(_ owner: stat, _ mode: mode_t, _ descriptor: Int32, _ path: String) throws(UnusableFile) {
        var own = stat()
        fstat(descriptor, &own)
        if own.st_uid != owner.st_uid || own.st_gid != owner.st_gid,
            fchown(descriptor, owner.st_uid, owner.st_gid) != 0
        {
            throw UnusableFile(
                description: "\(path) belongs to another user or group, which this user cannot give to a new file. "
                    + "Run this as its owner."
            )
        }
        guard fchmod(descriptor, mode) == 0 else { throw flaw(path, "cannot be written", errno) }
    }

    private static func put(_ bytes: [UInt8], _ descriptor: Int32, _ path: String) throws(UnusableFile) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw flaw(path, "cannot be written", errno) }
            rest = rest.dropFirst(count)
        }
        guard fsync(descriptor) == 0 else { throw flaw(path, "cannot be written", errno) }
    }

    private static func rename(_ temporary: String, to path: String, isNew: Bool) throws(UnusableFile) {
        // A new file must not replace one that appeared meanwhile.
        if isNew {
            guard link(temporary, path) == 0 else { throw flaw(path, "cannot be created", errno) }
            unlink(temporary)
        } else {
            guard Glibc.rename(temporary, path) == 0 else { throw flaw(path, "cannot be replaced", errno) }
        }
        let folder = open(folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }

    private static func makeFolders(above path: String) throws(UnusableFile) {
        var prefix = ""
        for step in folder(of: path).split(separator: "/") {
            prefix += "/" + step
            guard mkdir(prefix, 0o755) == 0 || errno == EEXIST || errno == EROFS || errno == EACCES else {
                throw flaw(prefix, "cannot be created", errno)
            }
        }
    }

    /// - Parameter path: absolute.
    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }

    private static func flaw(_ path: String, _ what: String, _ code: Int32) -> UnusableFile {
        UnusableFile(description: "\(path) \(what): \(String(cString: strerror(code)).lowercased()).")
    }
}

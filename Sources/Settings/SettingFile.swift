import Glibc

/// Why a file cannot be used, with what to do about it: the rest of a sentence that begins with the file's path.
package struct UnreadableFile: Error, Sendable, Hashable {
    package let reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}

/// Reads the files that contain settings or that settings name.
///
/// A file that does not exist may be optional. A file that exists and cannot be read is never treated as missing: it
/// may say who is allowed in. No reason quotes the contents, which may be a secret.
package enum SettingFile {
    static let limit = 1_048_576

    /// The text of a UTF-8 file, with or without a byte order mark; nil when nothing has that name.
    package static func text(at path: String) throws(UnreadableFile) -> String? {
        guard var bytes = try bytes(at: path)?[...] else { return nil }
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { bytes = bytes.dropFirst(3) }
        if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) {
            throw UnreadableFile("is UTF-16 or UTF-32. Save it as UTF-8.")
        }
        if PEMText.isDER(bytes) {
            throw UnreadableFile(
                "is a key or certificate in DER and not text. `openssl pkey -inform der -in FILE -out FILE.pem` turns a key into PEM."
            )
        }
        if let zero = bytes.firstIndex(of: 0) {
            throw UnreadableFile(
                "contains a NUL byte in line \(line(of: zero, in: bytes)), as UTF-16 text does. Save it as UTF-8."
            )
        }
        do {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            let place = line(of: bytes.startIndex + error.byteOffsets.lowerBound, in: bytes)
            throw UnreadableFile(
                "is not UTF-8: line \(place) contains other bytes, as Latin-1 and Windows-1252 text does. Save it as UTF-8."
            )
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The bytes of a regular file; nil when nothing has that name. Never blocks: opening a FIFO or a terminal may take
    /// forever.
    package static func bytes(at path: String) throws(UnreadableFile) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
        guard descriptor >= 0 else { return try absence(of: path, code: errno) }
        defer { close(descriptor) }
        var status = stat()
        if fstat(descriptor, &status) == 0, let reason = otherKind(status.st_mode) { throw UnreadableFile(reason) }
        var result: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw UnreadableFile("cannot be read: \(phrase(errno)).") }
            guard count > 0 else { return result }
            result += buffer[..<count]
            guard result.count <= limit else { throw UnreadableFile("is larger than 1 MiB, which is the limit.") }
        }
    }

    /// Says what exists instead of a regular file, and what to do; nil for a regular file.
    private static func otherKind(_ mode: mode_t) -> String? {
        let kind: String
        switch mode & S_IFMT {
        case S_IFREG: return nil
        case S_IFDIR:
            return
                "is a directory and not a file. Docker creates such a directory when the file to mount there does not "
                + "exist. Remove it, or put the file in its place."
        case S_IFIFO: kind = "a pipe (FIFO)"
        case S_IFSOCK: kind = "a socket"
        case S_IFCHR, S_IFBLK: kind = "a device"
        default: kind = "something else"
        }
        return "is \(kind) and not a regular file. Put a regular file in its place."
    }

    /// Nil when nothing has that name.
    /// - Throws: `UnreadableFile` when something has that name and cannot be opened.
    private static func absence(of path: String, code: Int32) throws(UnreadableFile) -> [UInt8]? {
        var status = stat()
        switch code {
        case ENOENT where lstat(path, &status) == 0:
            throw UnreadableFile(
                "is a symbolic link to a file that does not exist. Remove the link, or create the file."
            )
        case ENOENT:
            return nil
        // A socket, or a device without a driver.
        case ENXIO, ENODEV:
            throw UnreadableFile(
                (stat(path, &status) == 0 ? otherKind(status.st_mode) : nil) ?? "cannot be read: \(phrase(code))."
            )
        case EACCES:
            throw UnreadableFile(
                "cannot be read by the user with the id \(geteuid()), who runs this program: permission denied. Give that user read access "
                    + "with chown or chmod, or remove the file."
            )
        default:
            throw UnreadableFile("cannot be read: \(phrase(code)).")
        }
    }

    private static func phrase(_ code: Int32) -> String { String(cString: strerror(code)).lowercased() }

    private static func line(of index: Int, in bytes: ArraySlice<UInt8>) -> Int {
        bytes[..<index].count { $0 == UInt8(ascii: "\n") } + 1
    }
}

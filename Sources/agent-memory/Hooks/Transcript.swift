import Base
import Glibc

/// The conversation in a transcript of Claude Code: JSON Lines, one entry a line. Only what the user and the model said
/// counts; tool calls, their results and the model's thinking are left out.
struct Transcript: Sendable {
    struct Message: Sendable, Hashable {
        let id: String?
        /// `user` or `assistant`.
        let role: String
        let text: String
        /// ISO 8601.
        let time: String?
    }

    /// How much of the end of a file is read.
    static let bytes = 4 << 20

    let messages: [Message]
    /// How many messages were left out because their id or time cannot be stored.
    let skipped: Int

    /// - Parameters:
    ///   - bytes: the end of a file; the first line may be cut.
    ///   - now: messages of a later time are left out.
    ///   - most: the most recent messages that count.
    ///   - length: the Unicode scalars of a message that count.
    init(_ bytes: [UInt8], now: Timestamp = Timestamp.writable.upperBound, most: Int = 100, length: Int = 8_000) {
        let lines = bytes.split(separator: 0x0a)
        var messages: [Message] = []
        var skipped = 0
        for line in lines.reversed() where messages.count < most {
            guard let message = Self.message(in: Array(line), length: length) else { continue }
            if Self.isStorable(message, now) { messages.append(message) } else { skipped += 1 }
        }
        self.messages = messages.reversed()
        self.skipped = skipped
    }

    /// The end of a regular file.
    /// - Throws: `CommandFailure` when it cannot be read.
    static func end(of path: String) throws -> [UInt8] {
        // A FIFO must not make the client wait.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
        guard descriptor >= 0 else { throw unreadable(path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw unreadable(path) }
        let size = Int(status.st_size)
        let count = min(size, bytes)
        var buffer = [UInt8](repeating: 0, count: count)
        let read = pread(descriptor, &buffer, count, size - count)
        guard read >= 0 else { throw unreadable(path) }
        return Array(buffer[..<read])
    }

    private static func unreadable(_ path: String) -> CommandFailure {
        CommandFailure("The transcript \(path) cannot be read.")
    }

    /// Whether the server takes the message's id and time; it refuses a whole session for one that it does not take.
    private static func isStorable(_ message: Message, _ now: Timestamp) -> Bool {
        if let id = message.id,
            id.unicodeScalars.count > 256 || id.isEmpty || id.unicodeScalars.contains(where: \.isControl)
        {
            return false
        }
        guard let time = message.time else { return true }
        return Timestamp(iso8601: time).map { $0 <= now } ?? false
    }

    private static func message(in line: [UInt8], length: Int) -> Message? {
        guard let entry = ClientJSON.parse(line), let role = entry["type"]?.string,
            role == "user" || role == "assistant", entry["isMeta"]?.bool != true, entry["isSidechain"]?.bool != true
        else { return nil }
        let text = text(of: entry["message"]?["content"])
        guard !text.allSatisfy(\.isWhitespace) else { return nil }
        return Message(
            id: entry["uuid"]?.string,
            role: role,
            text: String(String.UnicodeScalarView(text.unicodeScalars.prefix(length))),
            time: entry["timestamp"]?.string
        )
    }

    /// A text, or the text blocks of a list of blocks.
    private static func text(of content: JSONValue?) -> String {
        if let text = content?.string { return text }
        let blocks = content?.array ?? []
        return blocks.filter { $0["type"]?.string == "text" }.compactMap { $0["text"]?.string }.joined(separator: "\n")
    }
}

import Base

/// The conversation as working memory, written again after each turn.
struct Capture: Sendable {
    /// Seconds until the conversation is deleted; the time starts again with each turn.
    var keptSeconds: Int64 = 7 * 24 * 3_600

    /// The arguments of `set_working_memory`; nil when the event ends no turn or nothing was said.
    /// - Parameters:
    ///   - read: the end of the file with this path.
    ///   - warn: takes a sentence about messages that are left out.
    func session(
        _ input: HookInput,
        now: Timestamp = Timestamp.writable.upperBound,
        read: (String) throws -> [UInt8],
        warn: (String) -> Void = { _ in }
    ) rethrows -> [String: JSONValue]? {
        switch input.event {
        case .stop, .preCompact, .sessionEnd: break
        case .sessionStart, .prompt, .beforeAgent, nil: return nil
        }
        guard let session = input.session, let path = input.transcript else { return nil }
        let transcript = Transcript(try read(path), now: now)
        if transcript.skipped > 0 {
            warn("\(transcript.skipped) messages with an id or a time that cannot be stored were left out.")
        }
        let messages = transcript.messages
        guard !messages.isEmpty else { return nil }
        var arguments: [String: JSONValue] = [
            "session_id": .string("claude-code-\(session)"), "ttl_seconds": .integer(keptSeconds),
            "messages": .array(messages.map(Self.json)),
        ]
        arguments["namespace"] = input.project.map(JSONValue.string)
        return arguments
    }

    private static func json(_ message: Transcript.Message) -> JSONValue {
        var members: [String: JSONValue] = ["role": .string(message.role), "content": .string(message.text)]
        members["id"] = message.id.map(JSONValue.string)
        members["created_at"] = message.time.map(JSONValue.string)
        return .object(members)
    }
}

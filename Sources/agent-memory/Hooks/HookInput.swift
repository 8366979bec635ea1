import Base
import Settings

/// The input that a client writes to a hook's standard input (Claude Code hooks, "Common input fields"; Codex and Gemini CLI use the
/// same members).
struct HookInput: Sendable {
    /// The events that the hooks act on.
    enum Event: String, Sendable {
        case sessionStart = "SessionStart"
        case prompt = "UserPromptSubmit"
        /// Gemini CLI's name for the submission of a prompt.
        case beforeAgent = "BeforeAgent"
        case stop = "Stop"
        case preCompact = "PreCompact"
        case sessionEnd = "SessionEnd"
    }

    /// The largest input: prompts can contain pasted files.
    static let limit = 4 << 20

    /// Nil for an event that the hooks do not know.
    let event: Event?
    /// Never empty.
    let session: String?
    /// The absolute path of the conversation's file.
    let transcript: String?
    /// The working directory of the client.
    let directory: String?
    let prompt: String?

    /// - Throws: `CommandFailure` when the bytes are not a JSON object.
    init(_ bytes: [UInt8]) throws {
        guard let members = ClientJSON.parse(bytes), members.object != nil else {
            throw CommandFailure("Standard input is not the JSON object that a client passes to its hooks.")
        }
        event = members["hook_event_name"]?.string.flatMap(Event.init)
        session = members["session_id"]?.string.flatMap { $0.trimmed.isEmpty ? nil : $0 }
        transcript = members["transcript_path"]?.string
        directory = members["cwd"]?.string
        prompt = members["prompt"]?.string
    }

    /// The project: the last component of the working directory.
    var project: String? {
        directory?.split(separator: "/").last.map(String.init)
    }
}

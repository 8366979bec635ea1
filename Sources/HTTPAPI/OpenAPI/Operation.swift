import Base
import HTTPTypes
import Memories

/// One thing that can be asked for: what the OpenAPI document and the documentation page tell about it.
struct Operation: Sendable {
    struct Parameter: Sendable {
        enum Place: String, Sendable {
            case path, query, header
        }

        let name: String
        let place: Place
        let shape: Shape
        let description: String
    }

    struct Body: Sendable {
        /// A name in `Schemas.all`.
        let schema: String
        /// JSON that works as it stands.
        let example: String
    }

    struct Answer: Sendable {
        let status: Int
        let description: String
        /// A name in `Schemas.all`; nil for a page, or for nothing.
        let schema: String?
    }

    let endpoint: Endpoint
    let method: HTTPRequest.Method
    let group: String
    let summary: String
    var description: String?
    var parameters: [Parameter] = []
    var body: Body?
    /// The answer when all is well.
    let success: Answer
    /// Faults of this operation beside those that any may have.
    var faults: [Answer] = []
    /// What is wrong with the body is told in JSON-RPC, not as a problem.
    var speaksJSONRPC = false
    /// A name in `Schemas.all`: what faults look like at this door.
    var faultSchema = "Problem"

    /// Unique: `putV1WorkingMemorySessionId`.
    var id: String {
        let words = endpoint.rawValue.split(whereSeparator: { !$0.isLetter && !$0.isNumber })
        return method.rawValue.lowercased() + words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    /// Every answer, those included that follow from there being a credential, parameters or a body.
    var answers: [Answer] {
        var answers = [success] + faults
        func add(_ status: Int, _ description: String) {
            guard !answers.contains(where: { $0.status == status }) else { return }
            answers.append(Answer(status: status, description: description, schema: faultSchema))
        }
        if !endpoint.isOpen {
            add(401, "No credential, or one that is not valid (any more).")
            add(403, "The credential or the role does not allow this; `detail` names the scope to ask for.")
            if !speaksJSONRPC { add(404, "There is no such workspace.") }
            add(429, "Too many wrong tokens from this address; `Retry-After` says when to try again.")
        }
        if !speaksJSONRPC, body != nil || !parameters.isEmpty || !endpoint.isOpen {
            add(400, "The request cannot be read, or has more than one credential.")
        }
        if body != nil {
            add(413, "The body is too large.")
            add(415, "The body is not JSON, or compressed.")
        }
        if !speaksJSONRPC, body != nil || parameters.contains(where: { $0.place == .query }) {
            add(422, "A value is missing, of the wrong type or out of range; `errors` names every field.")
        }
        add(500, "Something went wrong here; the log has the cause under the response's `X-Request-Id`.")
        if !endpoint.isOpen { add(503, "The storage does not answer just now; try again.") }
        return answers.sorted { $0.status < $1.status }
    }
}

extension Operation.Answer {
    static func problem(_ status: Int, _ description: String) -> Self {
        Self(status: status, description: description, schema: "Problem")
    }
}

extension Operation.Parameter {
    static func query(_ name: String, _ shape: Shape, _ description: String) -> Self {
        Self(name: name, place: .query, shape: shape, description: description)
    }

    static func path(_ name: String, _ description: String) -> Self {
        Self(name: name, place: .path, shape: .string, description: description)
    }

    static let workspace = Self(
        name: "X-Workspace",
        place: .header,
        shape: .string,
        description: "The workspace's id; without it, the token's first one."
    )
    static let userID = query("user_id", .string, "Only what is filed under this user.")
    static let namespace = query("namespace", .string, "Only what has this namespace.")
    static let window: [Self] = [
        query("model_name", .string, "The model that will read the answer; it is cut to that model's window."),
        query("context_window_max", .integer(1...Int.max), "Tokens that fit; wins over `model_name`."),
        query("recent_messages_limit", .integer(1...Int.max), "At most so many of the latest messages."),
    ]
}

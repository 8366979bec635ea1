import Base
import HTTPTypes
import Memories

/// One operation of the API, as the OpenAPI document and the documentation page describe it.
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
        /// A name in `Schemas`.
        let schema: String
        /// A JSON body that works unchanged.
        let example: String
    }

    struct Answer: Sendable {
        let status: Int
        let description: String
        /// A name in `Schemas`; nil for a page or an empty body.
        let schema: String?
    }

    let endpoint: Endpoint
    let method: HTTPRequest.Method
    let group: String
    let summary: String
    var description: String?
    var parameters: [Parameter] = []
    var body: Body?
    /// The response on success.
    let success: Answer
    /// The faults of this operation besides those that every operation may have.
    var faults: [Answer] = []
    /// Whether errors in the body are JSON-RPC errors instead of problem details.
    var speaksJSONRPC = false
    /// The schema of faults at this door, a name in `Schemas`.
    var faultSchema = "Problem"

    /// Whether this server does it, and does not answer 501.
    var isOffered: Bool { success.status != 501 }

    /// Unique: `putV1WorkingMemorySessionId`.
    var id: String {
        let words = endpoint.rawValue.split(whereSeparator: { !$0.isLetter && !$0.isNumber })
        return method.rawValue.lowercased() + words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    /// All responses, including those that follow from a credential, parameters or a body.
    var answers: [Answer] {
        var answers = [success] + faults
        func add(_ status: Int, _ description: String) {
            guard !answers.contains(where: { $0.status == status }) else { return }
            answers.append(Answer(status: status, description: description, schema: faultSchema))
        }
        if !endpoint.isOpen {
            add(401, "The credential is missing, invalid, expired or revoked.")
            add(403, "The credential or the role does not allow this; `detail` names the missing scope.")
            if !speaksJSONRPC { add(404, "No such workspace.") }
            add(429, "Too many wrong tokens from this address; `Retry-After` says when to try again.")
        }
        if !speaksJSONRPC, body != nil || !parameters.isEmpty || !endpoint.isOpen {
            add(400, "The request is malformed, or has more than one credential.")
        }
        if body != nil {
            add(413, "The body is too large.")
            add(415, "The body is not JSON, or is compressed.")
        }
        if !speaksJSONRPC, body != nil || parameters.contains(where: { $0.place == .query }) {
            add(422, "A value is missing, of the wrong type or out of range; `errors` names every field.")
        }
        add(500, "Internal error; the server's log has the cause under the response's `X-Request-Id`.")
        if !endpoint.isOpen { add(503, "The storage is temporarily unavailable; try again.") }
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

    static func path(_ name: String, _ description: String, _ shape: Shape = .string) -> Self {
        Self(name: name, place: .path, shape: shape, description: description)
    }

    static let workspace = Self(
        name: "X-Workspace",
        place: .header,
        shape: .string,
        description: "The workspace's id; by default the token's first workspace."
    )
    static let userID = query("user_id", .string, "Only results of this user.")
    static let namespace = query("namespace", .string, "Only results in this namespace.")
    static func window(_ limits: MemoryLimits) -> [Self] { WindowMembers.all.map { query($0, limits) } }

    static func query<Record>(_ member: Member<Record>, _ limits: MemoryLimits) -> Self {
        let property = member.property(under: limits)
        return query(property.name, property.shape, property.description)
    }
}

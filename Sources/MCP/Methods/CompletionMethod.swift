import Base
import Identity
import Memories

/// `completion/complete`: ids for the resource template, sessions for a prompt.
enum CompletionMethod {
    /// The protocol's bound on `completion.values`.
    static let maximum = 100
    /// How many of the newest are looked through.
    private static let searched = 1_000

    static func complete(_ params: [String: JSONValue], in call: Call) async throws -> Answer {
        guard let reference = params["ref"], let name = params["argument"]?["name"]?.string,
            let typed = params["argument"]?["value"]?.string
        else { throw RPCError(.invalidParams, "params must have ref, argument.name and argument.value.") }
        let access = try call.access(to: .read)
        let page = PageRequest(limit: searched)
        switch (try subject(of: reference), name) {
        case (.memories, "id"):
            return answer(try await call.service.list(access, MemoryFilter(), page: page).items.map(\.id), typed: typed)
        case (.prompt(.summariseSession), "session_id"):
            return answer(try await call.service.sessions(access, userID: nil, namespace: nil, page: page).items, typed: typed)
        case (.memories, _), (.prompt(.recall), _), (.prompt(.summariseSession), _):
            return answer([], typed: typed)
        }
    }

    private enum Subject {
        case memories
        case prompt(PromptMethods.Name)
    }

    private static func subject(of reference: JSONValue) throws(RPCError) -> Subject {
        if reference["type"] == "ref/resource", reference["uri"]?.string == MemoryURI.template { return .memories }
        if reference["type"] == "ref/prompt", let name = reference["name"]?.string.flatMap(PromptMethods.Name.init(rawValue:)) {
            return .prompt(name)
        }
        throw RPCError(.invalidParams, "params.ref names no prompt or resource template of this server.")
    }

    private static func answer(_ values: [String], typed: String) -> Answer {
        let fitting = values.filter { $0.hasPrefix(typed) }
        return Answer([
            "completion": [
                "values": .array(fitting.prefix(maximum).map(JSONValue.string)), "total": .integer(Int64(fitting.count)),
                "hasMore": .bool(fitting.count > maximum),
            ]
        ])
    }
}

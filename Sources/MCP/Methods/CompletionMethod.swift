import Base
import Identity
import Memories

/// `completion/complete`: ids for the resource template, sessions for a prompt.
enum CompletionMethod {
    /// How many of the newest entries are searched; also the protocol's limit for `completion.values`.
    private static let newest = PageRequest(limit: 100)

    static func complete(_ params: [String: JSONValue], in call: Call) async throws -> Answer {
        guard let reference = params["ref"], let name = params["argument"]?["name"]?.string,
            let typed = params["argument"]?["value"]?.string
        else { throw RPCError(.invalidParams, "params must have ref, argument.name and argument.value.") }
        let access = try call.access(to: .read)
        switch (try subject(of: reference), name) {
        case (.memories, "id"):
            let page = try await call.service.list(access, MemoryFilter(), page: newest)
            return answer(Page(items: page.items.map(\.id), total: page.total), typed: typed)
        case (.prompt(.summariseSession), "session_id"):
            return answer(
                try await call.service.sessions(access, userID: nil, namespace: nil, page: newest),
                typed: typed
            )
        case (.memories, _), (.prompt(.recall), _), (.prompt(.summariseSession), _):
            return answer(Page(items: [], total: 0), typed: typed)
        }
    }

    private enum Subject {
        case memories
        case prompt(PromptMethods.Name)
    }

    private static func subject(of reference: JSONValue) throws(RPCError) -> Subject {
        if reference["type"] == "ref/resource", reference["uri"]?.string == MemoryURI.template { return .memories }
        if reference["type"] == "ref/prompt",
            let name = reference["name"]?.string.flatMap(PromptMethods.Name.init(rawValue:))
        {
            return .prompt(name)
        }
        throw RPCError(.invalidParams, "params.ref names no prompt or resource template of this server.")
    }

    private static func answer(_ page: Page<String>, typed: String) -> Answer {
        let fitting = page.items.filter { $0.hasPrefix(typed) }
        let hasMore = page.total > page.items.count
        return Answer(["completion": ["values": .array(fitting.map(JSONValue.string)), "hasMore": .bool(hasMore)]])
    }
}

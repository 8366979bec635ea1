import Base
import HTTPAPI
import Identity
import Logging
import MCP
import Memories
import Settings

/// The tools on the database of this machine, in this process; a server may run at the same time.
struct LocalTools: ToolCaller {
    let place: String
    private let wiring: Wiring
    private let principal: Principal

    /// - Throws: `CommandFailure` when there is no database or the token is refused.
    init(_ settings: ServerSettings, token secret: Secret?) async throws {
        place = StorageDirectory.absolute(settings.storage.directory)
        var logger = Logger(label: "agent-memory", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = .error
        wiring = try await Wiring(settings, for: .standardStreams, logger: logger)
        let token = try EnvironmentToken.read(secret)
        await wiring.trust.current.open(for: token, logger: logger)
        principal = try await wiring.authenticator.authenticate(token, at: wiring.time.now())
    }

    func call(_ tool: String, _ arguments: [String: JSONValue]) async throws -> JSONValue {
        let body = try ToolMessage.body(tool, arguments)
        switch await wiring.dispatcher.outcome(of: body, through: .stdio, for: principal) {
        case .reply(_, let response): return try ToolMessage.content(of: response)
        case .text(let text): return try ToolMessage.content(of: StrictJSON.parse(text))
        case .refused(let fault): throw fault
        case .accepted: throw CommandFailure("The tool \(tool) gave no result.")
        }
    }

    func importMemories(_ request: JSONValue, isDryRun: Bool, into workspace: String?) async throws -> JSONValue {
        let access = try AccessPolicy.access(principal, workspace: workspace.map { ID($0) }, to: .write)
        let report = try await wiring.memories.importMemories(
            access,
            request["memories"]?.array ?? [],
            ImportTerms(
                kind: request["source"]?.string.flatMap { ImportKind(rawValue: $0) } ?? .export,
                replaces: request["replace"]?.bool ?? false,
                keepsUsers: request["keep_users"]?.bool ?? false
            ),
            isDryRun: isDryRun
        )
        return .object(report.members)
    }

    func memories(of user: String?, in workspace: String?, _ page: PageRequest) async throws -> [JSONValue] {
        let access = try AccessPolicy.access(principal, workspace: workspace.map { ID($0) }, user: user, to: .read)
        var filter = MemoryFilter()
        filter.includesSuperseded = true
        filter.archived = .include
        return try await wiring.memories.list(access, filter, page: page).items.map { memory in
            var text = JSONWriter()
            text.memory(memory)
            return try StrictJSON.parse(text.bytes, maxDepth: 64)
        }
    }

    func close() async throws {
        try await BackgroundWork(wiring).finish()
    }
}

import Base
import Identity
import Memories

/// All tools with this server's limits, and their declarations, rendered once.
struct Toolbox: Sendable {
    private struct Entry: Sendable {
        let tool: any Tool
        let forPeople: JSONValue
        let forServices: JSONValue
    }

    /// Whether `search` and `fetch` belong to it.
    let hasHostTools: Bool
    /// The actions that the tools perform.
    let actions: Set<Action>
    private let limits: MemoryLimits
    private let entries: [Entry]
    /// Tools that callers may use although no list names them.
    private let unlisted: [any Tool]

    /// - Parameter hostTools: whether `search` and `fetch` belong to it.
    init(_ limits: MemoryLimits, hostTools: Bool) {
        let hosts: [any Tool] = hostTools ? [HostSearchTool(limits), HostFetchTool()] : []
        self.init(limits, tools: Self.own(limits) + hosts, hasHostTools: hostTools)
    }

    /// The tools of this server.
    static func own(_ limits: MemoryLimits) -> [any Tool] {
        [
            SearchTool(limits), AddTool(limits), GetTool(), UpdateTool(limits), DeleteTool(limits), ArchiveTool(limits),
            ListTool(limits),
            GetWorkingMemoryTool(limits), SetWorkingMemoryTool(limits), PromptTool(limits),
        ]
    }

    /// - Parameters:
    ///   - tools: in the order in which they are listed.
    ///   - unlisted: tools that can be called although they are not listed.
    init(_ limits: MemoryLimits, tools: [any Tool], unlisted: [any Tool] = [], hasHostTools: Bool = false) {
        self.unlisted = unlisted
        let user = Self.user(limits)
        self.limits = limits
        self.hasHostTools = hasHostTools
        actions = Set(tools.map(\.action))
        entries = tools.map { tool in
            Entry(
                tool: tool,
                forPeople: tool.declaration(tool.input),
                forServices: tool.declaration(tool.input + [user])
            )
        }
    }

    /// The tools in the order in which they are listed.
    var tools: [any Tool] { entries.map(\.tool) }

    /// The tool that a call names.
    func tool(_ name: String) -> (any Tool)? { (tools + unlisted).first { $0.name == name } }

    /// The tools with their declarations, for callers that may name the user or for all others.
    func declarations(namingUser: Bool) -> [(tool: any Tool, declaration: JSONValue)] {
        entries.map { ($0.tool, namingUser ? $0.forServices : $0.forPeople) }
    }

    /// The arguments of a tool.
    func arguments(of tool: any Tool, namingUser: Bool) -> [Shape.Property] {
        namingUser ? tool.input + [Self.user(limits)] : tool.input
    }

    private static func user(_ limits: MemoryLimits) -> Shape.Property {
        Shape.Property(
            MemoryMembers.userID.name,
            FilterMember.userID.values(under: limits),
            "The user whose memories are meant. Leave out for memories of nobody in particular, or of all users."
        )
    }
}

import Base
import Memories

/// All tools with this server's limits, and their declarations, rendered once.
struct Toolbox: Sendable {
    /// In the order in which they are listed.
    let tools: [any Tool]
    private let limits: MemoryLimits
    private let forPeople: [JSONValue]
    private let forServices: [JSONValue]

    init(_ limits: MemoryLimits) {
        let tools: [any Tool] = [
            SearchTool(limits), AddTool(limits), GetTool(), UpdateTool(limits), DeleteTool(limits), ListTool(limits),
            GetWorkingMemoryTool(limits), SetWorkingMemoryTool(limits), PromptTool(limits),
        ]
        self.tools = tools
        self.limits = limits
        let user = Self.user(limits)
        forPeople = tools.map { $0.declaration($0.input) }
        forServices = tools.map { $0.declaration($0.input + [user]) }
    }

    func tool(_ name: String) -> (any Tool)? { tools.first { $0.name == name } }

    /// The arguments of a tool.
    /// - Parameter namingUser: only a service may name the user; a person's agent that saw the argument would invent
    ///   names.
    func arguments(of tool: any Tool, namingUser: Bool) -> [Shape.Property] {
        namingUser ? tool.input + [Self.user(limits)] : tool.input
    }

    /// Every tool and its declaration.
    func declarations(namingUser: Bool) -> [(tool: any Tool, declaration: JSONValue)] {
        Array(zip(tools, namingUser ? forServices : forPeople))
    }

    private static func user(_ limits: MemoryLimits) -> Shape.Property {
        Shape.Property(
            MemoryMembers.userID.name,
            FilterMember.userID.values(under: limits),
            "The user whose memories are meant. Leave out for memories of nobody in particular, or of all users."
        )
    }
}

/// All tools, in the order in which they are listed.
enum Toolbox {
    static let tools: [any Tool] = [
        SearchTool(), AddTool(), GetTool(), UpdateTool(), DeleteTool(), ListTool(), GetWorkingMemoryTool(),
        SetWorkingMemoryTool(),
        PromptTool(),
    ]

    static func tool(_ name: String) -> (any Tool)? {
        tools.first { $0.name == name }
    }
}

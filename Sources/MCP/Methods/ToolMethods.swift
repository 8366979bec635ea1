import Base
import Identity
import Memories

/// `tools/list` and `tools/call`.
enum ToolMethods {
    /// `ToolLists` keeps it as text.
    static func list(_ toolbox: Toolbox, for reader: ToolLists.Reader) -> Answer {
        let offered = toolbox.declarations(namingUser: reader.namesUser).filter {
            reader.actions.contains($0.tool.action)
        }
        return Answer(["tools": .array(offered.map(\.declaration))], freshness: .minutes)
    }

    static func call(_ params: [String: JSONValue], in call: Call) async throws -> Answer {
        guard let name = params["name"]?.string else { throw RPCError(.invalidParams, "params.name must be a string.") }
        guard let tool = call.toolbox.tool(name) else {
            let known = call.toolbox.tools.filter { call.may($0.action) }.map(\.name)
            throw RPCError(.invalidParams, ShownName.unknown("tool", name, known: known))
        }
        let values = try Arguments.object(in: params)
        // Checks the scope first: without it, the response reveals nothing about the arguments.
        _ = try call.access(to: tool.action)
        let result = try await tool.run(
            Arguments(values, of: call.toolbox.arguments(of: tool, namingUser: call.namesUser)),
            in: call
        )
        let text = try result.string ?? String(decoding: StrictJSON.encode(result), as: UTF8.self)
        guard !tool.output.isEmpty else { return Answer(["content": [Self.text(text)], "isError": false]) }
        return Answer(["content": [Self.text(text)], "structuredContent": result, "isError": false])
    }

    /// A result that says what went wrong and what to do next.
    static func failure(_ fault: Fault) -> Answer {
        Answer(["content": [text(fault.sentence)], "isError": true])
    }

    private static func text(_ text: String) -> JSONValue { ["type": "text", "text": .string(text)] }
}

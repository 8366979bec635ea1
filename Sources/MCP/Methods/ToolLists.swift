import Base
import Identity
import Synchronization

/// The results of `tools/list` as JSON text. Each is rendered for its first reader and then kept. There are few, because a
/// result depends on nothing but what `Reader` holds.
final class ToolLists: Sendable {
    /// The facts about a caller that decide its list.
    struct Reader: Sendable, Hashable {
        let era: Era
        let hasHostTools: Bool
        let namesUser: Bool
        /// The actions for which the caller is shown tools.
        let actions: Set<Action>

        init(_ call: Call, era: Era) {
            self.era = era
            hasHostTools = call.toolbox.hasHostTools
            namesUser = call.namesUser
            actions = Set(call.toolbox.actions.filter(call.may))
        }
    }

    private let known = Mutex<[Reader: [UInt8]]>([:])

    /// The whole response to a request for the list: the same bytes as those of `ToolMethods.list`.
    /// - Throws: `RPCError` for a cursor.
    func response(to request: RPCRequest, in call: Call, era: Era) throws -> [UInt8] {
        try Cursor.refuse(request.params)
        let reader = Reader(call, era: era)
        let result: [UInt8]
        if let rendered = known.withLock({ $0[reader] }) {
            result = rendered
        } else {
            let answer = ToolMethods.list(call.toolbox, for: reader)
            result = try StrictJSON.encode(answer.result(in: era, server: call.description.implementation))
            known.withLock { $0[reader] = result }
        }
        var text = Array("{\"id\":".utf8)
        text.reserveCapacity(result.count + 128)
        text += try StrictJSON.encode(request.id.json)
        text += ",\"jsonrpc\":\"2.0\",\"result\":".utf8
        text += result
        text.append(UInt8(ascii: "}"))
        return text
    }
}

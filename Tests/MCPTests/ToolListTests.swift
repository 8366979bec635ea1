import Base
import Identity
import Logging
import Memories
import TestSupport
import Testing

@testable import MCP

@Suite("The list of tools is rendered once for all callers who get the same")
struct ToolListTests {
    private static let principals: [Principal] = [
        People.person("ana"), People.person("bob"), People.person("ana", scopes: .read),
        People.person("ana", scopes: []), People.service(in: People.team("shop")),
        People.service(in: People.team("other")),
    ]

    @Test("Every caller gets the bytes of a list made for them alone, at the first request and at later ones")
    func same() async throws {
        let stores = try TemporaryStores()
        let (clock, random) = (ManualClock(), SeededRandom())
        let service = stores.service(time: clock, random: random)
        let description = ServerDescription(version: "1.2.3", origin: nil)
        let lists = ToolLists()
        for _ in 0..<2 {
            for principal in Self.principals {
                for (era, isHost) in [(Era.handshake, false), (.handshake, true), (.perRequest, false)] {
                    let call = Call(
                        principal: principal,
                        workspace: nil,
                        service: service,
                        toolbox: Toolbox(service.limits, hostTools: isHost),
                        description: description,
                        now: clock.now(),
                        random: random
                    )
                    // Written out once more, from what the policy allows this caller.
                    let tools = Toolbox.tools.filter { tool in
                        call.may(tool.action) && (isHost || !["search", "fetch"].contains(tool.name))
                    }.map { $0.declaration(call.toolbox.arguments(of: $0, namingUser: principal.kind == .service)) }
                    let result = Answer(["tools": .array(tools)], freshness: .minutes)
                        .result(in: era, server: description.implementation)
                    for id in [RPCID.integer(7), .string("a\"b")] {
                        let request = RPCRequest(id: id, method: "tools/list", params: [:])
                        let expected = try StrictJSON.encode(["jsonrpc": "2.0", "id": id.json, "result": result])
                        #expect(try lists.response(to: request, in: call, era: era) == expected)
                    }
                }
            }
        }
    }
}

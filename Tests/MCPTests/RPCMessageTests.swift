import Base
import Testing

@testable import MCP

@Suite("JSON-RPC 2.0 with the restrictions of MCP")
struct RPCMessageTests {
    @Test(
        "an invalid message is refused with the right code, and with its id when it is readable",
        arguments: [
            ("", .parse, nil),
            ("{", .parse, nil),
            ("{}{}", .parse, nil),
            (#"{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}"#, .parse, nil),
            (#"{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":1e400}}"#, .parse, nil),
            (String(repeating: "[", count: 100_000), .parse, nil),
            ("[]", .invalidRequest, nil),
            (#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, .invalidRequest, nil),
            ("\u{feff}", .parse, nil),
            ("\u{feff}\u{feff}{}", .parse, nil),
            ("null", .invalidRequest, nil),
            (#""ping""#, .invalidRequest, nil),
            (#"{"id":1,"method":"ping"}"#, .invalidRequest, .integer(1)),
            (#"{"jsonrpc":2.0,"id":1,"method":"ping"}"#, .invalidRequest, .integer(1)),
            (#"{"jsonrpc":"1.0","id":"a","method":"ping"}"#, .invalidRequest, .string("a")),
            (#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, .invalidRequest, nil),
            (#"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#, .invalidRequest, nil),
            (#"{"jsonrpc":"2.0","id":true,"method":"ping"}"#, .invalidRequest, nil),
            (#"{"jsonrpc":"2.0","id":{},"method":"ping"}"#, .invalidRequest, nil),
            (#"{"jsonrpc":"2.0","id":7}"#, .invalidRequest, .integer(7)),
            (#"{"jsonrpc":"2.0","id":7,"method":1}"#, .invalidRequest, .integer(7)),
            (#"{"jsonrpc":"2.0","id":7,"result":{}}"#, .invalidRequest, .integer(7)),
            (#"{"jsonrpc":"2.0","id":7,"method":"ping","params":[]}"#, .invalidRequest, .integer(7)),
            (#"{"jsonrpc":"2.0","id":7,"method":"ping","params":"x"}"#, .invalidRequest, .integer(7)),
        ] as [(String, RPCError.Code, RPCID?)]
    )
    func refused(body: String, code: RPCError.Code, id: RPCID?) {
        let rejection = #expect(throws: RPCRejection.self) { try RPCMessage.parse(Array(body.utf8)) }
        #expect(rejection?.error.code == code)
        #expect(rejection?.id == id)
    }

    @Test("the error for invalid JSON names the place")
    func place() {
        let rejection = #expect(throws: RPCRejection.self) {
            try RPCMessage.parse(Array("{\"jsonrpc\":\n 2.0.0}".utf8))
        }
        #expect(rejection?.error.message == "The body is not valid JSON: a syntax error at line 2, column 5.")
    }

    @Test("a request keeps its id, method and parameters; other members are ignored")
    func request() throws {
        let body = #"{"jsonrpc":"2.0","id":-3,"method":"tools/call","params":{"name":"x"},"more":1}"#
        let expected = RPCRequest(id: .integer(-3), method: "tools/call", params: ["name": "x"])
        #expect(try RPCMessage.parse(Array(body.utf8)) == .request(expected))
    }

    @Test("Null parameters count as absent, and a leading byte order mark is ignored")
    func tolerance() throws {
        let request = RPCMessage.request(RPCRequest(id: .integer(1), method: "ping", params: [:]))
        #expect(try RPCMessage.parse(Array(#"{"jsonrpc":"2.0","id":1,"method":"ping","params":null}"#.utf8)) == request)
        #expect(
            try RPCMessage.parse(Array("\u{feff}{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}".utf8)) == request
        )
        let notification = #"{"jsonrpc":"2.0","method":"notifications/initialized","params":null}"#
        #expect(try RPCMessage.parse(Array(notification.utf8)) == .notification(method: "notifications/initialized"))
    }

    @Test("a message without an id is a notification, whatever its method")
    func notification() throws {
        let body = #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#
        #expect(try RPCMessage.parse(Array(body.utf8)) == .notification(method: "notifications/initialized"))
    }

    @Test(
        "an error without a readable id has the id null",
        arguments: [(RPCID?.none, JSONValue.null), (.string("a"), "a"), (.integer(4), 4)]
    )
    func errorShape(id: RPCID?, shown: JSONValue) {
        let response = RPCError(.parse, "No.", details: ["why": "x"]).response(to: id)
        #expect(
            response == [
                "jsonrpc": "2.0", "id": shown, "error": ["code": -32700, "message": "No.", "data": ["why": "x"]],
            ]
        )
    }
}

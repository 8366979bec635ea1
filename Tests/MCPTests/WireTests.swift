import Base
import Testing

@testable import MCP

@Suite("Header values, cursors and URIs")
struct WireTests {
    @Test(
        "a header value is plain or wrapped canonical Base64 of UTF-8 (transports/streamable-http, Value Encoding)",
        arguments: [
            ("search_memory", "search_memory"),
            ("=?base64?SGVsbG8=?=", "Hello"),
            ("=?base64?w7w=?=", "ü"),
            ("=?base64??=", ""),
            ("SGVsbG8=", "SGVsbG8="),
            ("=?base64?SGVsbG8=", "=?base64?SGVsbG8="),
            ("=?base64?=", "=?base64?="),
            ("=?base64?SGVsbG8?=", nil),
            ("=?base64?SGVs!!!bG8=?=", nil),
            ("=?base64?SGVsbG9=?=", nil),
            ("=?base64?/w==?=", nil),
        ] as [(String, String?)]
    )
    func headerValue(value: String, meaning: String?) {
        #expect(Envelope.decoded(value) == meaning)
    }

    @Test("field names ignore case, values lose outer white space, repetitions stay")
    func fields() {
        let headers = RequestHeaders([
            ("MCP-METHOD", " \ta b\t"), ("mcp-name", "x"), ("Mcp-Name", "y"), ("mcp-protocol-version", "  "),
        ])
        #expect(headers.values(.method) == ["a b"])
        #expect(headers.values(.name) == ["x", "y"])
        #expect(headers.values(.protocolVersion) == [""])
    }

    @Test("every id survives the way to its URI and back", arguments: ["01J", "a b", "ü/../x?y#z", "100%", "%41"])
    func uri(id: String) {
        let uri = MemoryURI.text(id: id)
        #expect(uri.utf8.allSatisfy { (0x21...0x7e).contains($0) })
        #expect(MemoryURI.id(uri) == id)
    }

    @Test(
        "only a URI of a memory names one",
        arguments: ["", "memory://", "memory:x", "file:///etc/passwd", "memory://%", "memory://%FF"]
    )
    func noURI(text: String) {
        #expect(MemoryURI.id(text) == nil)
    }

    @Test("a cursor that the server did not issue is refused (server/utilities/pagination)")
    func cursors() throws {
        #expect(try Cursor.offset([:]) == 0)
        #expect(try Cursor.offset(["cursor": nil]) == 0)
        #expect(try Cursor.offset(["cursor": Cursor.text(offset: 50)]) == 50)
        for bad in [
            "", "50", "offset-", "offset--1", "offset-+1", "offset-1x", "offset-9999999999", "offset-٣", 50, [:],
        ] as [JSONValue] {
            #expect(throws: RPCError.self, "\(bad)") { try Cursor.offset(["cursor": bad]) }
        }
        #expect(throws: RPCError.self) { try Cursor.refuse(["cursor": Cursor.text(offset: 0)]) }
    }

    @Test("every fault has one audience and one JSON-RPC error", arguments: FaultCode.allCases)
    func faults(code: FaultCode) {
        let error = Fault(code, "A sentence.").rpcError
        switch code {
        case .missingCredential, .invalidToken, .tokenExpired, .insufficientScope: #expect(error.code == .notAuthorized)
        case .invalidRequest, .validationFailed, .forbidden, .notFound, .methodNotAllowed, .conflict, .payloadTooLarge,
            .unsupportedMediaType, .rateLimited:
            #expect(error.code == .invalidParams)
        case .notImplemented, .unavailable, .insufficientStorage:
            #expect(error.code == .internal && error.message == "A sentence.")
        default: #expect(error.code == .internal && error.message == "Internal error.")
        }
    }

    @Test("a failing store is reported as temporary or not, never with its cause")
    func storeFailures() {
        #expect(Fault(any: StoreFailure(.unavailable, "table memories locked")).code == .unavailable)
        #expect(Fault(any: StoreFailure(.full, "disk")).code == .insufficientStorage)
        let broken = Fault(any: StoreFailure(.broken, "table memories malformed"))
        #expect(broken.rpcError == RPCError(.internal, "Internal error."))
    }
}

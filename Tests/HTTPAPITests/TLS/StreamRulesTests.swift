import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import HTTPAPI

/// The handler alone, as it stands in a stream of HTTP/2.
@Suite struct StreamRulesTests {
    private let channel = EmbeddedChannel(handler: StreamRules())

    private static func request(_ authority: String?, _ fields: [(HTTPField.Name, String)] = []) -> HTTPRequest {
        var head = HTTPRequest(method: .get, scheme: "https", authority: authority, path: "/health")
        for (name, value) in fields { head.headerFields.append(HTTPField(name: name, value: value)) }
        return head
    }

    @Test(
        "A request names one host, in either place or the same in both",
        arguments: [
            (request("memory.example"), "memory.example"),
            (request(nil, [(.host, "memory.example")]), "memory.example"),
            (request("memory.example", [(.host, "Memory.example:443")]), "memory.example"),
            (request("[::1]:8443"), "[::1]:8443"),
        ]
    )
    func oneHost(head: HTTPRequest, authority: String) throws {
        try channel.writeInbound(HTTPRequestPart.head(head))
        guard case .head(let read)? = try channel.readInbound(as: HTTPRequestPart.self) else {
            Issue.record("the request was not passed on")
            return
        }
        #expect(read.authority == authority)
    }

    @Test(
        "No host, two hosts and unreadable hosts are refused, and no part of the request is passed on",
        arguments: [
            request(nil), request(""), request("a b"), request("user@memory.example"),
            request("memory.example", [(.host, "other.example")]),
            request(nil, [(.host, "memory.example"), (.host, "other.example")]),
        ]
    )
    func noHost(head: HTTPRequest) throws {
        try channel.writeInbound(HTTPRequestPart.head(head))
        try channel.writeInbound(HTTPRequestPart.body(ByteBuffer(string: "x")))
        try channel.writeInbound(HTTPRequestPart.end(nil))
        #expect(try channel.readInbound(as: HTTPRequestPart.self) == nil)
        try expectAnswer(.badRequest)
    }

    private func expectAnswer(_ status: HTTPResponse.Status) throws {
        guard case .head(let answer)? = try channel.readOutbound(as: HTTPResponsePart.self) else {
            Issue.record("there was no answer")
            return
        }
        #expect(answer.status == status)
        #expect(answer.headerFields[.contentType] == "application/problem+json")
        #expect(answer.headerFields[.connection] == nil)
        guard case .body? = try channel.readOutbound(as: HTTPResponsePart.self) else {
            Issue.record("the answer has no body")
            return
        }
        #expect(try channel.readOutbound(as: HTTPResponsePart.self) == .end(nil))
    }

    @Test("An expectation other than 100-continue is refused")
    func expectation() throws {
        try channel.writeInbound(HTTPRequestPart.head(Self.request("memory.example", [(.expect, "miracles")])))
        try expectAnswer(.expectationFailed)
    }

    @Test("A client that waits is told to continue when the body is wanted, once")
    func continues() throws {
        try channel.writeInbound(HTTPRequestPart.head(Self.request("memory.example", [(.expect, "100-continue")])))
        #expect(try channel.readOutbound(as: HTTPResponsePart.self) == nil)
        for _ in 0..<2 { channel.pipeline.triggerUserOutboundEvent(ConnectionRules.BodyWanted(), promise: nil) }
        #expect(try channel.readOutbound(as: HTTPResponsePart.self) == .head(HTTPResponse(status: .continue)))
        #expect(try channel.readOutbound(as: HTTPResponsePart.self) == nil)
    }

    @Test("A client that sends the body without waiting is not told to continue")
    func doesNotWait() throws {
        try channel.writeInbound(HTTPRequestPart.head(Self.request("memory.example", [(.expect, "100-continue")])))
        try channel.writeInbound(HTTPRequestPart.body(ByteBuffer(string: "x")))
        channel.pipeline.triggerUserOutboundEvent(ConnectionRules.BodyWanted(), promise: nil)
        #expect(try channel.readOutbound(as: HTTPResponsePart.self) == nil)
    }
}

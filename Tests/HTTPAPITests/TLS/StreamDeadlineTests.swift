import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import HTTPAPI

/// The handler alone, with time under control.
@Suite struct StreamDeadlineTests {
    private static let head = HTTPRequestPart.head(
        HTTPRequest(method: .post, scheme: "https", authority: "memory.example", path: "/")
    )
    private static let answer = HTTPResponsePart.head(HTTPResponse(status: .ok))
    private static let download = HTTPResponsePart.head(
        HTTPResponse(status: .ok, headerFields: [.contentDisposition: "attachment"])
    )

    private let channel: EmbeddedChannel

    init() throws {
        channel = EmbeddedChannel(handler: StreamDeadline(limit: .seconds(60)))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    private func expectEnd(after seconds: Int64) {
        channel.embeddedEventLoop.advanceTime(by: .seconds(seconds - 1))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
    }

    @Test("A body that trickles is answered with 408 at the limit")
    func slowBody() throws {
        try channel.writeInbound(Self.head)
        channel.embeddedEventLoop.advanceTime(by: .seconds(30))
        try channel.writeInbound(HTTPRequestPart.body(ByteBuffer(string: "x")))
        expectEnd(after: 30)
        guard case .head(let head)? = try channel.readOutbound(as: HTTPResponsePart.self) else {
            Issue.record("there was no answer")
            return
        }
        #expect(head.status == .requestTimeout)
    }

    @Test("The time of the handler does not count")
    func slowHandler() throws {
        try channel.writeInbound(Self.head)
        try channel.writeInbound(HTTPRequestPart.end(nil))
        channel.embeddedEventLoop.advanceTime(by: .hours(2))
        #expect(channel.isActive)
    }

    @Test(
        "A response has a limit of its own, and a download a longer one",
        arguments: zip([answer, download], [60, 3_600] as [Int64])
    )
    func slowResponse(head: HTTPResponsePart, seconds: Int64) throws {
        try channel.writeInbound(Self.head)
        try channel.writeInbound(HTTPRequestPart.end(nil))
        channel.embeddedEventLoop.advanceTime(by: .hours(2))
        try channel.writeOutbound(head)
        expectEnd(after: seconds)
    }

    @Test("An interim response does not begin the response, and a complete one ends the limit")
    func ends() throws {
        try channel.writeInbound(Self.head)
        try channel.writeInbound(HTTPRequestPart.end(nil))
        try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .continue)))
        channel.embeddedEventLoop.advanceTime(by: .hours(2))
        try channel.writeOutbound(Self.answer)
        try channel.writeOutbound(HTTPResponsePart.end(nil))
        channel.embeddedEventLoop.advanceTime(by: .hours(2))
        #expect(channel.isActive)
    }
}

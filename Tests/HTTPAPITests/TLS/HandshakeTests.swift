import NIOCore
import NIOEmbedded
import NIOTLS
import TestSupport
import Testing

@testable import HTTPAPI

/// A connection before its TLS handshake has ended.
@Suite struct HandshakeTests {
    private func channel(_ handler: some ChannelHandler) throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(handler: handler)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return channel
    }

    @Test("A handshake that does not end is closed at the limit; one that ends is not", arguments: [true, false])
    func deadline(ends: Bool) throws {
        let channel = try channel(HandshakeDeadline(limit: .seconds(60), logger: LogRecorder().logger))
        channel.embeddedEventLoop.advanceTime(by: .seconds(59))
        #expect(channel.isActive)
        if ends {
            channel.pipeline.fireUserInboundEventTriggered(TLSUserEvent.handshakeCompleted(negotiatedProtocol: "h2"))
        }
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(channel.isActive == ends)
    }

    @Test("A request without TLS is answered with a sentence", arguments: ["GET / HTTP/1.1\r\n\r\n", "P", "XYZ"])
    func plain(request: String) throws {
        let channel = try channel(PlainRequestNotice())
        for _ in 0..<2 { try channel.writeInbound(ByteBuffer(string: request)) }
        #expect(try channel.readInbound(as: ByteBuffer.self) == nil)
        let answer = try #require(try channel.readOutbound(as: ByteBuffer.self))
        #expect(String(buffer: answer) == PlainRequestNotice.answer)
        #expect(try channel.readOutbound(as: ByteBuffer.self) == nil)
    }

    @Test("Everything else is passed on", arguments: [[0x16, 0x03, 0x01], [0x00], [0xff, 0x47]] as [[UInt8]])
    func others(bytes: [UInt8]) throws {
        let channel = try channel(PlainRequestNotice())
        for _ in 0..<2 { try channel.writeInbound(ByteBuffer(bytes: bytes)) }
        for _ in 0..<2 { #expect(try channel.readInbound(as: ByteBuffer.self) == ByteBuffer(bytes: bytes)) }
    }
}

import NIOCore

/// Answers a client that speaks HTTP without TLS at a port for HTTPS. Without an answer it would see nothing but a
/// connection that ends.
final class PlainRequestNotice: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    static let answer =
        "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: \(sentence.utf8.count)\r\n"
        + "Connection: close\r\n\r\n\(sentence)"
    private static let sentence = "This port speaks HTTPS. Use https:// in the URL.\n"

    private var isAnswered = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isAnswered else { return }
        // A record of TLS begins with its type, 22 for a handshake (RFC 8446 §5.1); a request with the name of a method.
        let capitals = UInt8(ascii: "A")...UInt8(ascii: "Z")
        guard let first = unwrapInboundIn(data).readableBytesView.first, capitals.contains(first) else {
            context.fireChannelRead(data)
            return context.pipeline.syncOperations.removeHandler(self, promise: nil)
        }
        isAnswered = true
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: Self.answer)), promise: nil)
        // The output only: what the client sends on must not turn the answer into a reset.
        context.close(mode: .output, promise: nil)
    }
}

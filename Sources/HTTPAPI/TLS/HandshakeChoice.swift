import NIOCore
import NIOSSL

/// Reads the first message of a connection before TLS begins, and gives handshakes of a certificate authority the
/// certificate that it wants to see. Closes other connections while the server has no certificate.
final class HandshakeChoice: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let board: ChallengeBoard
    /// For every other handshake.
    private let usual: NIOSSLContext?
    private var received = ByteBuffer()
    private var isChosen = false

    init(_ board: ChallengeBoard, usual: NIOSSLContext?) {
        (self.board, self.usual) = (board, usual)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isChosen else { return context.fireChannelRead(data) }
        received.writeImmutableBuffer(unwrapInboundIn(data))
        switch ClientHello.read(received.readableBytesView) {
        case .incomplete: break
        case .hello(let hello): proceed(context, with: board.context(for: hello) ?? usual)
        case .other: proceed(context, with: usual)
        }
    }

    private func proceed(_ context: ChannelHandlerContext, with chosen: NIOSSLContext?) {
        isChosen = true
        guard let chosen else { return context.close(promise: nil) }
        do {
            let handler = NIOSSLServerHandler(context: chosen)
            try context.pipeline.syncOperations.addHandler(handler, position: .after(self))
        } catch {
            return context.close(promise: nil)
        }
        context.fireChannelRead(wrapInboundOut(received))
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }
}

import NIOCore
import NIOHTTP1

/// Closes a connection whose request body takes too long to come or whose answer takes too long to be taken: each byte
/// may be on time while the whole never ends (slowloris), so what counts is the whole. How long an answer is thought
/// about counts for nothing. The head of a request is the idle limit's, which a part of a head does not extend.
final class TransferDeadline: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// What is on its way.
    private struct Transfers {
        /// Requests begun and not answered to the end.
        var unanswered = 0
        var isReceiving = false
        var isSending = false

        /// The body of a request that was sent ahead waits for the answers before it, which is not its fault.
        var isRunning: Bool { isSending || (isReceiving && unanswered <= 1) }
        /// Nothing of an answer is out yet: it can still be said why the connection closes.
        var canAnswer: Bool { !isSending && unanswered > 0 }
    }

    private let limit: TimeAmount
    private var transfers = Transfers()
    private var deadline: Scheduled<Void>?

    init(limit: TimeAmount) {
        self.limit = limit
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            transfers.unanswered += 1
            transfers.isReceiving = true
            update(context)
        case .body: break
        case .end:
            transfers.isReceiving = false
            update(context)
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head):
            // An interim answer (RFC 9110 §15.2) begins nothing.
            if head.status.code >= 200 {
                transfers.isSending = true
                update(context)
            }
            context.write(data, promise: promise)
        case .body:
            context.write(data, promise: promise)
        case .end:
            let sent = promise ?? context.eventLoop.makePromise()
            sent.futureResult.assumeIsolated().whenComplete { _ in
                self.transfers.isSending = false
                self.transfers.unanswered -= 1
                self.update(context)
            }
            context.write(data, promise: sent)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        stop()
    }

    /// One limit for transfers that overlap, from the first one's beginning.
    private func update(_ context: ChannelHandlerContext) {
        guard transfers.isRunning, context.channel.isActive else { return stop() }
        guard deadline == nil else { return }
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: limit) { self.expire(context) }
    }

    private func stop() {
        deadline?.cancel()
        deadline = nil
    }

    private func expire(_ context: ChannelHandlerContext) {
        deadline = nil
        if transfers.canAnswer {
            context.write(wrapOutboundOut(.head(MalformedRequest.tooSlow.head)), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(MalformedRequest.tooSlow.body))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
        context.close(promise: nil)
    }
}

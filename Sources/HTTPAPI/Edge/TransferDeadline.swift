import NIOCore
import NIOHTTP1

/// Closes a connection when a request body takes too long to arrive or a response takes too long to be read. Each byte
/// may be on time while the whole never ends (slowloris), so the limit covers the whole transfer. The time a handler
/// takes does not count. The idle limit covers the head of a request; a partial head does not extend it.
final class TransferDeadline: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// The transfers in progress.
    private struct Transfers {
        /// Requests that were begun and whose responses are not complete.
        var unanswered = 0
        var isReceiving = false
        var isSending = false

        /// The body of a pipelined request waits for the responses before it, which is not the client's fault.
        var isRunning: Bool { isSending || (isReceiving && unanswered <= 1) }
        /// No part of a response was sent yet, so a response can still say why the connection closes.
        var canAnswer: Bool { !isSending && unanswered > 0 }
    }

    /// The limit of a download, which is large and made for one person.
    static let downloadLimit = TimeAmount.hours(1)
    /// The limit of a stream of events, which a client may keep open all day. Its writes are few and bounded.
    static let streamLimit = TimeAmount.hours(24)

    private let limit: TimeAmount
    private var longer = TimeAmount.zero
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
            // An interim response (RFC 9110 §15.2) does not begin the response.
            if head.status.code >= 200 {
                transfers.isSending = true
                longer = Self.limit(
                    isDownload: head.headers.contains(name: "Content-Disposition"),
                    isStream: head.headers.first(name: "Content-Type") == "text/event-stream"
                        && !head.headers.contains(name: "Content-Length")
                )
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

    /// The limit of a response that may take longer than others; zero for every other.
    static func limit(isDownload: Bool, isStream: Bool) -> TimeAmount {
        isStream ? streamLimit : isDownload ? downloadLimit : .zero
    }

    /// Overlapping transfers share one limit, counted from the beginning of the first.
    private func update(_ context: ChannelHandlerContext) {
        guard transfers.isRunning, context.channel.isActive else { return stop() }
        guard deadline == nil else { return }
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: max(limit, longer)) { self.expire(context) }
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

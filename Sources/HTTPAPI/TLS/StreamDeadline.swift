import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Closes an HTTP/2 stream when its request body takes too long to arrive or its response takes too long to be read,
/// as `TransferDeadline` does for connections of HTTP/1.1. The time a handler takes does not count.
final class StreamDeadline: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let limit: TimeAmount
    private var isSending = false
    private var deadline: Scheduled<Void>?

    init(limit: TimeAmount) {
        self.limit = limit
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: start(context, limit)
        case .body: break
        case .end: if !isSending { stop() }
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        // An interim response (RFC 9110 §15.2) does not begin the response.
        case .head(let head) where head.status.kind != .informational:
            isSending = true
            let longer = TransferDeadline.limit(
                isDownload: head.headerFields[.contentDisposition] != nil,
                isStream: head.headerFields[.contentType] == "text/event-stream"
                    && head.headerFields[.contentLength] == nil
            )
            start(context, max(limit, longer))
            context.write(data, promise: promise)
        case .head, .body:
            context.write(data, promise: promise)
        case .end:
            let sent = promise ?? context.eventLoop.makePromise()
            sent.futureResult.assumeIsolated().whenComplete { _ in self.stop() }
            context.write(data, promise: sent)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { stop() }

    private func start(_ context: ChannelHandlerContext, _ limit: TimeAmount) {
        stop()
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: limit) { self.expire(context) }
    }

    private func stop() {
        deadline?.cancel()
        deadline = nil
    }

    private func expire(_ context: ChannelHandlerContext) {
        deadline = nil
        if !isSending {
            for part in MalformedRequest.tooSlow.parts { context.write(wrapOutboundOut(part), promise: nil) }
            context.flush()
        }
        context.close(promise: nil)
    }
}

import NIOCore
import NIOHTTP1

/// Keeps an idle connection open for a moment while the server drains, and serves requests that arrive on it. Otherwise
/// a client that sends a request at that moment sees a reset, and cannot know whether the request was carried out (RFC
/// 9112 §9.6).
final class DrainGrace: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let patience: TimeAmount
    private var unanswered = 0
    /// Set while the event that closes idle connections is delayed.
    private var release: Scheduled<Void>?

    init(patience: TimeAmount) {
        self.patience = patience
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is ChannelShouldQuiesceEvent, unanswered == 0, release == nil else {
            return context.fireUserInboundEventTriggered(event)
        }
        release = context.eventLoop.assumeIsolated().scheduleTask(in: patience) { self.letGo(context) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var isHead = false
        if case .head = unwrapInboundIn(data) { isHead = true }
        if isHead { unanswered += 1 }
        context.fireChannelRead(data)
        // While a request is in progress, the event closes the connection after its response.
        if isHead, release != nil { letGo(context) }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { unanswered = max(0, unanswered - 1) }
        context.write(data, promise: promise)
    }

    func channelInactive(context: ChannelHandlerContext) {
        release?.cancel()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { release?.cancel() }

    private func letGo(_ context: ChannelHandlerContext) {
        release?.cancel()
        release = nil
        context.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
    }
}

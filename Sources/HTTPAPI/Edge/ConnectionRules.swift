import Logging
import NIOCore
import NIOHTTP1

/// The rules of RFC 9110 and RFC 9112 that the library leaves to its user: exactly one `Host` header, a response to
/// `Expect: 100-continue`, a response body and a log line for malformed requests, and `Connection: close` while the
/// server drains.
///
/// A refused request is passed on as the parser's own error for malformed ones, because the library responds to those
/// in order, after the requests before them. Its empty 400 response gets a body on the way out.
final class ConnectionRules: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// The handler of the one request in progress has begun to read its body.
    struct BodyWanted: Sendable {}

    private let logger: Logger
    private var refusal: MalformedRequest?
    private var isDraining = false
    private var unanswered = 0
    /// The client of the last request waits for 100 Continue before it sends the body.
    private var isHeldBack = false
    private var closesAfterResponse = false

    init(logger: Logger) {
        self.logger = logger
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard refusal == nil else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            if let flaw = MalformedRequest(head) {
                refuse(flaw)
                context.fireErrorCaught(HTTPParserError.invalidHeaderToken)
                return
            }
            unanswered += 1
            isHeldBack = !head.isOfHTTP10 && MalformedRequest.expects(head)
            // RFC 9112 §9.3: an HTTP/1.0 client reads to the end of the connection unless it asked to keep it open.
            if head.isOfHTTP10, !head.isKeepAlive { closesAfterResponse = true }
        case .body, .end:
            // The client sent the body without waiting.
            isHeldBack = false
        }
        context.fireChannelRead(data)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A client that disconnects in the middle of a request did not send a malformed one.
        if let error = error as? HTTPParserError, error != .invalidEOFState, refusal == nil {
            refuse(MalformedRequest(error))
        }
        context.fireErrorCaught(error)
    }

    private func refuse(_ flaw: MalformedRequest) {
        refusal = flaw
        logger.notice("malformed request", metadata: ["status": "\(flaw.status.code)", "reason": "\(flaw.reason)"])
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent { isDraining = true }
        context.fireUserInboundEventTriggered(event)
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is BodyWanted else { return context.triggerUserOutboundEvent(event, promise: promise) }
        // Only the request in progress may be told to continue, not a later one.
        if isHeldBack, unanswered == 1 {
            isHeldBack = false
            context.writeAndFlush(
                wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .continue))),
                promise: nil
            )
        }
        promise?.succeed()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head) where head.status.code >= 200:
            if let refusal, head.status == .badRequest, head.headers["Content-Length"] == ["0"] {
                context.write(wrapOutboundOut(.head(refusal.head)), promise: promise)
                return context.write(wrapOutboundOut(.body(.byteBuffer(refusal.body))), promise: nil)
            }
            // Without a 100 the client may never send the body, and the next request would be read as the body (RFC
            // 9110 §10.1.1).
            if isHeldBack, unanswered == 1 { closesAfterResponse = true }
            if isDraining || closesAfterResponse { head.headers.replaceOrAdd(name: "Connection", value: "close") }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .head, .body:
            context.write(data, promise: promise)
        case .end:
            unanswered = max(0, unanswered - 1)
            guard closesAfterResponse else { return context.write(data, promise: promise) }
            let sent = promise ?? context.eventLoop.makePromise()
            // Closes the output only: a client that sends the body anyway must not lose the response to a reset.
            sent.futureResult.assumeIsolated().whenComplete { _ in context.close(mode: .output, promise: nil) }
            context.writeAndFlush(data, promise: sent)
        }
    }
}

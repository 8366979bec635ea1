import Base
import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// The rules of RFC 9110 and RFC 9113 that the library leaves to its user, for the one request of an HTTP/2 stream:
/// exactly one host, and a response to `Expect: 100-continue`. `ConnectionRules` has those of HTTP/1.1.
final class StreamRules: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private var isRefused = false
    /// The client waits for 100 Continue before it sends the body.
    private var isHeldBack = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isRefused else { return }
        guard case .head(var head) = unwrapInboundIn(data) else {
            isHeldBack = false
            return context.fireChannelRead(data)
        }
        if let flaw = MalformedRequest(head) {
            isRefused = true
            for part in flaw.parts { context.write(wrapOutboundOut(part), promise: nil) }
            return context.flush()
        }
        isHeldBack = MalformedRequest.expects(head.headerFields[values: .expect])
        // RFC 9113 §8.3.1: a request that was translated from HTTP/1.1 may have its host in the field.
        head.authority = head.authority ?? head.headerFields[.host]
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is ConnectionRules.BodyWanted else {
            return context.triggerUserOutboundEvent(event, promise: promise)
        }
        if isHeldBack {
            isHeldBack = false
            context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
        }
        promise?.succeed()
    }
}

extension MalformedRequest {
    /// Nil when the head of a request over HTTP/2 is valid. The library has checked the pseudo-header fields.
    init?(_ head: HTTPRequest) {
        let names = ([head.authority] + head.headerFields[values: .host]).compactMap(\.self)
        let hosts = Set(names.map { Authority($0)?.withoutDefaultPort(of: "https") })
        let expectations = head.headerFields[values: .expect]
        if names.isEmpty || hosts.count != 1 || hosts.contains(nil) {
            self.init(.badRequest, "The request must name one host, in :authority or in the Host header.")
        } else if !expectations.isEmpty, !Self.expects(expectations) {
            self = .unknownExpectation
        } else {
            return nil
        }
    }

    /// The response over HTTP/2, which has no `Connection` field (RFC 9113 §8.2.2).
    var parts: [HTTPResponsePart] {
        let fields = head.headers.compactMap { name, value in
            HTTPField.Name(name).flatMap { $0 == .connection ? nil : HTTPField(name: $0, value: value) }
        }
        let response = HTTPResponse(status: .init(code: Int(status.code)), headerFields: HTTPFields(fields))
        return [.head(response), .body(body), .end(nil)]
    }
}

extension HTTPField.Name {
    static let host = HTTPField.Name("Host")!
}

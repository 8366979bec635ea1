package import HummingbirdCore
import HummingbirdHTTP2
import Logging
import NIOCore
import NIOSSL
import NIOTLS

extension HTTPServerBuilder {
    /// HTTPS with a certificate, else HTTP/1.1; both with the time limits of `http1`.
    package static func limited(_ certificate: ServerCertificate?, idle: Duration, transfer: Duration) -> Self {
        certificate.map { .https($0, idle: idle, transfer: transfer) } ?? .http1(idle: idle, transfer: transfer)
    }

    /// HTTP/2 and HTTP/1.1 over TLS, chosen by the client (ALPN, RFC 7301), with the time limits of `http1`. The
    /// handshake has the limit of an idle connection.
    static func https(
        _ certificate: ServerCertificate,
        idle: Duration,
        transfer: Duration,
        drain: Duration = .seconds(1)
    ) -> HTTPServerBuilder {
        HTTPServerBuilder { responder in
            SecureChannel(
                certificate: certificate,
                handshake: TimeAmount(idle),
                http1: TimedChannel(responder, idle: idle, transfer: transfer, drain: drain),
                http2: HTTP2Channel(
                    responder: responder,
                    configuration: .init(
                        idleTimeout: idle,
                        gracefulCloseTimeout: transfer,
                        streamConfiguration: .init(
                            additionalChannelHandlers: [
                                StreamRules(), StreamDeadline(limit: TimeAmount(transfer)),
                            ]
                        )
                    )
                )
            )
        }
    }
}

/// A connection that begins with TLS and goes on in the version that both sides chose.
private struct SecureChannel: ServerChildChannel {
    enum Connection: Sendable {
        case http1(TimedChannel.Value)
        case http2(HTTP2Channel.Value)
        /// A certificate authority has seen the certificate it wanted (RFC 8737 §3).
        case challenge
    }

    struct Value: ServerChildChannelValue {
        let connection: EventLoopFuture<Connection>
        let channel: any Channel
    }

    let certificate: ServerCertificate
    let handshake: TimeAmount
    let http1: TimedChannel
    let http2: HTTP2Channel

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let negotiation = NIOTypedApplicationProtocolNegotiationHandler<Connection> { result in
                // We offer no other protocol, and a client that knows no ALPN speaks HTTP/1.1.
                switch result {
                case .negotiated("h2"): return http2.setup(channel: channel, logger: logger).map { .http2($0) }
                case .negotiated(ChallengeBoard.protocolName):
                    return channel.eventLoop.makeSucceededFuture(.challenge)
                case .negotiated, .fallback: break
                }
                return http1.setup(channel: channel, logger: logger).map { .http1($0) }
            }
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(PlainRequestNotice())
            if let context = certificate.context, !certificate.challenges.awaitsHandshake {
                try pipeline.addHandler(NIOSSLServerHandler(context: context))
            } else {
                try pipeline.addHandler(HandshakeChoice(certificate.challenges, usual: certificate.context))
            }
            try pipeline.addHandler(HandshakeDeadline(limit: handshake, logger: logger))
            try pipeline.addHandler(negotiation)
            return Value(connection: negotiation.protocolNegotiationResult, channel: channel)
        }
    }

    func handle(value: Value, logger: Logger) async {
        switch try? await value.connection.get() {
        case .http1(let connection)?: await http1.handle(value: connection, logger: logger)
        case .http2(let connection)?: await http2.handle(value: connection, logger: logger)
        case .challenge?: try? await value.channel.close()
        // The handshake failed, which the log has already.
        case nil: break
        }
    }
}

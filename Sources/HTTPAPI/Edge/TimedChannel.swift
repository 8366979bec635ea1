package import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

extension HTTPServerBuilder {
    /// HTTP/1.1 with time limits, so that slow clients cannot hold connections open.
    /// - Parameters:
    ///   - idle: from the opening of a connection, or its last response, to the complete head of a request.
    ///   - transfer: from the head of a request to the end of its body, and from the beginning of a response to its
    ///     end.
    ///   - drain: how long an idle connection stays open once the server drains.
    package static func http1(
        idle: Duration,
        transfer: Duration,
        drain: Duration = .seconds(1)
    ) -> HTTPServerBuilder {
        HTTPServerBuilder { TimedChannel($0, idle: idle, transfer: transfer, drain: drain) }
    }
}

/// Hummingbird's connection with our rules and a deadline, applied where it carries parsed requests and responses.
struct TimedChannel: ServerChildChannel {
    private let plain: HTTP1Channel
    private let transfer: TimeAmount
    private let drain: TimeAmount

    init(_ responder: @escaping HTTPChannelHandler.Responder, idle: Duration, transfer: Duration, drain: Duration) {
        plain = HTTP1Channel(responder: responder, configuration: .init(idleTimeout: TimeAmount(idle)))
        self.transfer = TimeAmount(transfer)
        self.drain = TimeAmount(drain)
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        plain.setup(channel: channel, logger: logger).flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandlers(
                [ConnectionRules(logger: logger), DrainGrace(patience: drain), TransferDeadline(limit: transfer)],
                position: .after(decoder)
            )
            return value
        }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await plain.handle(value: value, logger: logger)
    }
}

import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import NIOPosix
import TestSupport
import Testing

@testable import HTTPAPI

/// A client that sends each text once it has received the text it waits for, and keeps everything it receives until the
/// server closes the connection.
final class Talker: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    struct Step: Sendable {
        /// The text to receive since the last step; empty to send at once.
        let after: String
        let say: String
    }

    private var steps: ArraySlice<Step>
    private var heard = ""
    private var news = ""
    private let closed: EventLoopPromise<String>

    private init(_ steps: [Step], _ closed: EventLoopPromise<String>) {
        self.steps = steps[...]
        self.closed = closed
    }

    func channelActive(context: ChannelHandlerContext) { goOn(context) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let text = String(buffer: unwrapInboundIn(data))
        heard += text
        news += text
        goOn(context)
    }

    private func goOn(_ context: ChannelHandlerContext) {
        while let step = steps.first, step.after.isEmpty || news.contains(step.after) {
            steps.removeFirst()
            news = ""
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: step.say)), promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    func channelInactive(context: ChannelHandlerContext) { closed.succeed(heard) }

    /// Everything that a server of these features sends, on a connection of the product's kind.
    static func talk(_ steps: [Step], with features: [any Feature], log: LogRecorder = LogRecorder()) async throws
        -> String
    {
        let server = Server(
            options: HTTPOptions(),
            authentication: .everybody(People.person("alice")),
            time: ManualClock(),
            features: features
        )
        return try await talk(steps, to: server, log: log)
    }

    static func talk(_ steps: [Step], to server: Server, log: LogRecorder = LogRecorder()) async throws -> String {
        // Long limits, so that a slow machine does not reach them.
        let application = Application(
            router: server.router(),
            server: .http1(idle: .seconds(3_600), transfer: .seconds(3_600)),
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            logger: log.logger
        )
        return try await application.test(.live) { client in
            let port = try #require(client.port)
            let loop = MultiThreadedEventLoopGroup.singleton.next()
            let closed = loop.makePromise(of: String.self)
            let connected = ClientBootstrap(group: loop)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(Talker(steps, closed))
                    }
                }
                .connect(host: "localhost", port: port)
            connected.whenFailure(closed.fail)
            return try await closed.futureResult.get()
        }
    }
}

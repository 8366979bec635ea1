import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import NIOPosix
import ServiceLifecycle
import TestSupport
import Testing

@testable import HTTPAPI

/// A route that responds only once the server is being stopped.
private struct LastAnswer: Feature {
    let arrived: AsyncStream<Void>.Continuation

    func mount(on doors: Doors) {
        doors.open().get("last") { _, _ -> Response in
            arrived.yield()
            try await gracefulShutdown()
            return Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: "drained")))
        }
    }
}

@Suite struct ShutdownTests {
    @Test(.timeLimit(.minutes(5)))
    func aRequestInFlightGetsItsResponseWhenTheServerStops() async throws {
        let (arrivals, arrived) = AsyncStream<Void>.makeStream()
        let application = Application(
            router: Self.server(LastAnswer(arrived: arrived)).router(),
            configuration: .init(address: .hostname("127.0.0.1", port: 0))
        )
        // Returning from the closure stops the server; the request is in flight by then.
        let answer = try await application.test(.live) { client in
            // On a busy machine the response takes as long as the other suites.
            let own = TestClient(
                host: "localhost",
                port: try #require(client.port),
                configuration: .init(timeout: .seconds(240))
            )
            own.connect()
            let answer = Task { try await own.get("/last") }
            for await _ in arrivals { break }
            return answer
        }
        let response = try await answer.value
        #expect(response.status == .ok)
        #expect(response.body.map { String(buffer: $0) } == "drained")
    }

    @Test(
        "While the server drains, a request on an idle connection gets a response with Connection: close",
        .timeLimit(.minutes(5))
    )
    func idleConnectionsAreAnswered() async throws {
        let heard = try await Self.conversation(drain: .seconds(3_600)) { client in
            try await client.writeAndFlush(ByteBuffer(string: Self.request))
        }
        #expect(heard.matches(of: /HTTP\/1\.1 200 OK/).count == 2, "\(heard)")
        let second = heard.split(separator: "0\r\n\r\n").last?.lowercased() ?? ""
        #expect(second.contains("connection: close"), "\(heard)")
    }

    @Test("While the server drains, a connection that stays idle is closed", .timeLimit(.minutes(5)))
    func idleConnectionsClose() async throws {
        let heard = try await Self.conversation(drain: .milliseconds(1)) { _ in }
        #expect(heard.matches(of: /HTTP\/1\.1 200 OK/).count == 1, "\(heard)")
    }

    private static func server(_ feature: any Feature) -> Server {
        Server(
            options: HTTPOptions(),
            authentication: .everybody(People.person("alice")),
            time: ManualClock(),
            features: [feature]
        )
    }

    private static let request = "GET /greeting HTTP/1.1\r\nHost: localhost\r\n\r\n"

    /// A request, its response, the event of a drain on the server's side of the connection, then `afterwards`.
    /// - Returns: everything the client received until the server closed the connection.
    private static func conversation(
        drain: Duration,
        _ afterwards: @escaping @Sendable (any Channel) async throws -> Void
    ) async throws -> String {
        let (connections, arrived) = AsyncStream<any Channel>.makeStream()
        let application = Application(
            router: server(Greeting(arrived: arrived)).router(),
            server: .http1(idle: .seconds(3_600), transfer: .seconds(3_600), drain: drain),
            configuration: .init(address: .hostname("127.0.0.1", port: 0))
        )
        return try await application.test(.live) { client in
            let (texts, text) = AsyncStream<String>.makeStream()
            let connection = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(Listener(text))
                    }
                }
                .connect(host: "localhost", port: try #require(client.port)).get()
            try await connection.writeAndFlush(ByteBuffer(string: request))
            var heard = ""
            for await text in texts {
                heard += text
                // The end of a chunked body: the response was sent completely.
                if heard.hasSuffix("0\r\n\r\n") { break }
            }
            let ours = try #require(await connections.first { _ in true })
            try await ours.eventLoop.submit {
                ours.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
            }.get()
            try await afterwards(connection)
            for await text in texts { heard += text }
            return heard
        }
    }
}

/// A route that shows the server's side of its connection.
private struct Greeting: Feature {
    let arrived: AsyncStream<any Channel>.Continuation

    func mount(on doors: Doors) {
        doors.open().get("greeting") { _, context -> Response in
            arrived.yield(context.channel)
            // Without a length, so that it is chunked.
            return Response(
                status: .ok,
                body: .init {
                    try await $0.write(ByteBuffer(string: "hello")); try await $0.finish(nil)
                }
            )
        }
    }
}

/// Passes on the data that the client receives, until the server closes the connection.
private final class Listener: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let heard: AsyncStream<String>.Continuation

    init(_ heard: AsyncStream<String>.Continuation) {
        self.heard = heard
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        heard.yield(String(buffer: unwrapInboundIn(data)))
    }
    func channelInactive(context: ChannelHandlerContext) { heard.finish() }
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

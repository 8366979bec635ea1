import Hummingbird
import HummingbirdTesting
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOPosix
import TestSupport
import Testing

@testable import HTTPAPI

/// The handler alone, with time under control.
@Suite struct TransferDeadlineTests {
    private static let head = HTTPServerRequestPart.head(.init(version: .http1_1, method: .POST, uri: "/"))
    private static let piece = HTTPServerRequestPart.body(ByteBuffer(string: "x"))
    private static let answer = HTTPServerResponsePart.head(.init(version: .http1_1, status: .ok))

    private let channel: EmbeddedChannel

    init() throws {
        channel = EmbeddedChannel(handler: TransferDeadline(limit: .seconds(60)))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    private func pass(_ seconds: Int64) { channel.embeddedEventLoop.advanceTime(by: .seconds(seconds)) }

    /// Expects that the connection stays open until the second before, and no longer.
    private func expectEnd(after seconds: Int64) {
        pass(seconds - 1)
        #expect(channel.isActive)
        pass(1)
        #expect(!channel.isActive)
    }

    private func read(_ parts: HTTPServerRequestPart...) throws {
        for part in parts { try channel.writeInbound(part) }
    }

    private func write(_ parts: HTTPServerResponsePart...) throws {
        for part in parts { try channel.writeOutbound(part) }
    }

    @Test func aSlowBodyIsEndedWithAReason() throws {
        try read(Self.head)
        for _ in 0..<59 {
            pass(1)
            try read(Self.piece)
        }
        #expect(channel.isActive)
        pass(1)
        #expect(!channel.isActive)
        guard case .head(let head) = try channel.readOutbound(as: HTTPServerResponsePart.self) else {
            Issue.record("no response was sent")
            return
        }
        #expect(head.status == .requestTimeout)
        #expect(head.headers["connection"] == ["close"])
    }

    @Test("A download may take an hour, any other response the limit")
    func download() throws {
        let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: ["content-disposition": "attachment"])
        try read(Self.head, .end(nil))
        try write(.head(head))
        pass(3_599)
        #expect(channel.isActive)
        pass(1)
        #expect(!channel.isActive)
    }

    @Test func theTimeOfTheHandlerDoesNotCount() throws {
        try read(Self.head, .end(nil))
        pass(3_600)
        #expect(channel.isActive)
        try write(Self.answer, .end(nil))
        pass(3_600)
        #expect(channel.isActive)
    }

    @Test func aResponseThatIsNotReadIsCutOff() throws {
        try read(Self.head, .end(nil))
        try write(Self.answer)
        expectEnd(after: 60)
        _ = try channel.readOutbound(as: HTTPServerResponsePart.self)
        #expect(try channel.readOutbound(as: HTTPServerResponsePart.self) == nil, "a second response was begun")
    }

    /// For example a 401, which is sent before the body is read.
    @Test func theBodyStaysLimitedAfterAnEarlyResponse() throws {
        try read(Self.head)
        pass(30)
        try write(Self.answer, .end(nil))
        expectEnd(after: 30)
    }

    @Test func theNextRequestHasItsOwnLimit() throws {
        try read(Self.head, .end(nil))
        pass(50)
        try write(Self.answer, .end(nil))
        try read(Self.head)
        expectEnd(after: 60)
    }

    @Test func waitingForAnEarlierResponseDoesNotCount() throws {
        try read(Self.head, .end(nil), Self.head)
        pass(3_600)
        #expect(channel.isActive)
        try write(Self.answer, .end(nil))
        pass(60)
        #expect(!channel.isActive)
    }

    @Test func anInterimResponseDoesNotCountAsAResponse() throws {
        try read(Self.head, .end(nil))
        try write(.head(.init(version: .http1_1, status: .processing)))
        pass(3_600)
        #expect(channel.isActive)
    }
}

/// A route that reads the whole body, and one whose response never ends.
private struct SlowRoutes: Feature {
    let ended: AsyncStream<Void>.Continuation?

    func mount(on doors: Doors) {
        doors.open().post("all") { request, _ -> Response in
            _ = try await request.body(upTo: 1_000_000)
            return Response(status: .ok)
        }
        doors.open().get("endless") { _, _ -> Response in
            Response(
                status: .ok,
                body: ResponseBody { writer in
                    defer { ended?.finish() }
                    while true { try await writer.write(ByteBuffer(repeating: 0x20, count: 65_536)) }
                }
            )
        }
    }
}

/// The whole server on a socket: of `localhost`, where HummingbirdTesting listens, which is `::1` on many machines.
@Suite struct SlowClientTests {
    /// Sends one byte after another, every 10 ms, and keeps what comes back until the server closes.
    private final class Dripper: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let first: String
        private let drip: String
        private let closed: EventLoopPromise<String>
        private var received = ""
        private var next: Scheduled<Void>?

        init(first: String, drip: String, closed: EventLoopPromise<String>) {
            self.first = first
            self.drip = drip
            self.closed = closed
        }

        func channelActive(context: ChannelHandlerContext) {
            send(first, context)
            goOn(context)
        }

        private func goOn(_ context: ChannelHandlerContext) {
            next = context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(10)) {
                self.send(self.drip, context)
                self.goOn(context)
            }
        }

        private func send(_ text: String, _ context: ChannelHandlerContext) {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            received += String(buffer: unwrapInboundIn(data))
        }

        /// The server may reset the connection, because unread bytes were on their way.
        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

        func channelInactive(context: ChannelHandlerContext) {
            next?.cancel()
            closed.succeed(received)
        }
    }

    /// - Parameter idle: the limit under test when it is short; otherwise long, so that a slow machine does not reach
    ///   it.
    private static func server(
        idle: Duration = .seconds(3_600),
        transfer: Duration = .seconds(3_600),
        ended: AsyncStream<Void>.Continuation? = nil
    ) -> Application<RouterResponder<EdgeContext>> {
        let server = Server(
            options: HTTPOptions(),
            authentication: .everybody(People.person("alice")),
            time: ManualClock(),
            features: [SlowRoutes(ended: ended)]
        )
        return Application(
            router: server.router(),
            server: .http1(idle: idle, transfer: transfer),
            configuration: .init(address: .hostname("127.0.0.1", port: 0))
        )
    }

    @Test(.timeLimit(.minutes(5)), arguments: [("", ""), ("POST /all HTTP/1.1\r\nHost: a\r\nX-Slow: ", "x")])
    func anIncompleteHeadClosesTheConnection(first: String, drip: String) async throws {
        #expect(try await Self.received(from: Self.server(idle: .milliseconds(200)), first: first, drip: drip) == "")
    }

    @Test(.timeLimit(.minutes(5)), arguments: [("all", "408 Request Timeout"), ("nowhere", "4")])
    func anIncompleteBodyClosesTheConnection(path: String, answer: String) async throws {
        let head = "POST /\(path) HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n"
        let received = try await Self.received(from: Self.server(transfer: .milliseconds(200)), first: head, drip: "x")
        #expect(received.hasPrefix("HTTP/1.1 \(answer)"), "\(received)")
    }

    /// Everything the server sends until it closes the connection.
    private static func received(
        from server: Application<RouterResponder<EdgeContext>>,
        first: String,
        drip: String
    ) async throws -> String {
        try await server.test(.live) { client in
            let port = try #require(client.port)
            let loop = MultiThreadedEventLoopGroup.singleton.next()
            let closed = loop.makePromise(of: String.self)
            let connected = ClientBootstrap(group: loop)
                .connectTimeout(.minutes(5))
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(
                            Dripper(first: first, drip: drip, closed: closed)
                        )
                    }
                }
                .connect(host: "localhost", port: port)
            connected.whenFailure(closed.fail)
            return try await closed.futureResult.get()
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func anUnreadResponseClosesTheConnection() async throws {
        let (ends, ended) = AsyncStream<Void>.makeStream()
        try await Self.server(transfer: .milliseconds(200), ended: ended).test(.live) { client in
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .channelOption(.autoRead, value: false)
                .connect(host: "localhost", port: try #require(client.port)).get()
            try await channel.writeAndFlush(ByteBuffer(string: "GET /endless HTTP/1.1\r\nHost: a\r\n\r\n"))
            for await _ in ends {}
            try? await channel.close()
        }
    }
}

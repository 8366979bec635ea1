import Hummingbird
import HummingbirdTesting
import Identity
import NIOCore
import NIOPosix
import TestSupport
import Testing

@testable import HTTPAPI

/// Responds with the caller's name, late or at once.
private struct WhoAmI: Feature {
    func mount(on doors: Doors) {
        doors.authenticated().get("who") { request, context -> String in
            if request.uri.queryParameters["late"] != nil { await Task.yield() }
            return "<\(context.principal.userName ?? "")>"
        }
    }
}

/// Collects the data that a connection receives until it is closed.
private final class Gatherer: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private var text = ""
    private let closed: EventLoopPromise<String>

    init(_ closed: EventLoopPromise<String>) {
        self.closed = closed
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { text += String(buffer: unwrapInboundIn(data)) }

    func channelInactive(context: ChannelHandlerContext) { closed.succeed(text) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { closed.fail(error) }
}

/// Pipelined requests of several people, valid and invalid: each gets the response for its own credential.
@Suite struct PipeliningTests {
    @Test(.timeLimit(.minutes(5)))
    func everyPipelinedRequestGetsTheResponseForItsOwnCredential() async throws {
        let fixture = try await ServerFixture()
        let callers = [
            (fixture.alice, "<alice>"), (fixture.bob, "<bob>"), (String(fixture.alice.dropLast()) + "!", "401"),
            (String(fixture.bob.reversed()), "401"), (fixture.alice + fixture.bob, "401"),
        ]
        let server = try fixture.application(failures: FailureLimit(perMinute: 1_000_000), more: [WhoAmI()])
        try await server.test(.live) { client in
            let port = try #require(client.port)
            try await withThrowingTaskGroup { group in
                for connection in 0..<12 {
                    group.addTask {
                        var random = SystemRandomNumberGenerator()
                        let asked = (0..<500).map { _ in callers.randomElement(using: &random)! }
                        let requests = asked.enumerated().map { index, caller in
                            let (path, end) = (
                                index % 3 == 0 ? "/who?late" : "/who", index == 499 ? "Connection: close\r\n" : ""
                            )
                            return "GET \(path) HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(caller.0)\r\n\(end)\r\n"
                        }
                        let text = try await Self.answers(to: requests.joined(), at: port)
                        let heard = text.matches(of: /HTTP\/1\.1 (\d+)|<(?:alice|bob)>/).map { $0.1 ?? $0.0 }.filter {
                            $0 != "200"
                        }
                        #expect(heard.map(String.init) == asked.map(\.1), "connection \(connection)")
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    private static func answers(to requests: String, at port: Int) async throws -> String {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let closed = loop.makePromise(of: String.self)
        let channel = try await ClientBootstrap(group: loop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Gatherer(closed))
                }
            }
            .connect(host: "localhost", port: port).get()
        try await channel.writeAndFlush(ByteBuffer(string: requests))
        return try await closed.futureResult.get()
    }
}

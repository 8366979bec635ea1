import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import ServiceLifecycle
import TestSupport
import Testing

@testable import HTTPAPI

/// A route that answers only once the server is being stopped.
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
    func aRequestInFlightIsAnsweredWhenTheServerIsStopped() async throws {
        let (arrivals, arrived) = AsyncStream<Void>.makeStream()
        let server = Server(
            options: HTTPOptions(),
            authentication: .everybody(People.person("alice")),
            time: ManualClock(),
            features: [LastAnswer(arrived: arrived)]
        )
        let application = Application(
            router: server.router(),
            configuration: .init(address: .hostname("127.0.0.1", port: 0))
        )
        // Returning from the closure is what stops the server; the request is in flight by then.
        let answer = try await application.test(.live) { client in
            // On a busy machine the answer takes as long as the other suites.
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
}

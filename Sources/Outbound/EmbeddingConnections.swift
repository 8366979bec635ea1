import AsyncHTTPClient
import NIOCore

/// The connections to an embedding endpoint. They are closed on every way out, also where nobody calls `close`:
/// `HTTPClient` ends a debug build when it is released open.
final class EmbeddingConnections: Sendable {
    let client: HTTPClient

    init() {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.decompression = .disabled
        configuration.timeout = .init(connect: .seconds(10))
        // Room for all that the lanes send at once: a question must not wait for the connection of a write.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    deinit {
        // Closing a second time fails, which does no harm.
        Task { [client] in try? await client.shutdown() }
    }

    func close() async {
        try? await client.shutdown()
    }
}

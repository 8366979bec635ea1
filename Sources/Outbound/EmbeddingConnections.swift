import AsyncHTTPClient
import NIOCore

/// The connections to an embedding endpoint. They are always closed, even when `close` is never called: `HTTPClient`
/// ends a debug build when it is released open.
final class EmbeddingConnections: Sendable {
    let client: HTTPClient

    init() {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.decompression = .disabled
        configuration.timeout = .init(connect: .seconds(10))
        // One connection for each request of all lanes: a query must not wait for the connection of a write.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    deinit {
        // Closing a second time throws, which is harmless.
        Task { [client] in try? await client.shutdown() }
    }

    func close() async {
        try? await client.shutdown()
    }
}

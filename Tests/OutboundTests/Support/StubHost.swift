import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// A web server on loopback, with or without TLS, that sends the test's responses and records the requests.
final class StubHost: Sendable {
    struct Request: Sendable {
        let method: HTTPMethod
        let uri: String
        let headers: HTTPHeaders
        let body: String
    }

    enum Reply: Sendable {
        case answer(Int, String, [(String, String)] = [])
        /// Takes the request and never responds.
        case silence
        /// Takes the request and closes the connection.
        case hangUp
        /// Sends the head of a response and one byte of the body, then nothing more.
        case drip
        /// A body of this many bytes, without a Content-Length header.
        case flood(Int)

        static func json(_ text: String, _ headers: [(String, String)] = []) -> Reply {
            .answer(200, text, [("Content-Type", "application/json")] + headers)
        }
    }

    private let script: @Sendable (Request, StubHost) -> Reply
    private let seen = Mutex<[Request]>([])
    private let accepted = Mutex(0)
    private let bound = Mutex(0)

    var port: Int { bound.withLock { $0 } }
    var url: String { "http://127.0.0.1:\(port)" }
    var requests: [Request] { seen.withLock { $0 } }
    /// The number of connections, with or without a request.
    var connections: Int { accepted.withLock { $0 } }

    private init(_ script: @escaping @Sendable (Request, StubHost) -> Reply) {
        self.script = script
    }

    /// Serves while `body` runs.
    static func serve<T>(
        tls: Bool = false,
        _ script: @escaping @Sendable (Request, StubHost) -> Reply,
        _ body: (StubHost) async throws -> T
    ) async throws -> T {
        let host = StubHost(script)
        let context = tls ? try Certificate.serverContext() : nil
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                host.accepted.withLock { $0 += 1 }
                return channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let context { try pipeline.addHandler(NIOSSLServerHandler(context: context)) }
                    try pipeline.configureHTTPServerPipeline()
                    try pipeline.addHandler(Conversation(host))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        host.bound.withLock { $0 = channel.localAddress?.port ?? 0 }
        do {
            let result = try await body(host)
            try? await channel.close()
            return result
        } catch {
            try? await channel.close()
            throw error
        }
    }

    private func reply(to request: Request) -> Reply {
        seen.withLock { $0.append(request) }
        return script(request, self)
    }

    private final class Conversation: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let host: StubHost
        private var head: HTTPRequestHead?
        private var body = ""

        init(_ host: StubHost) {
            self.host = host
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                self.head = head
                body = ""
            case .body(let part):
                body += String(buffer: part)
            case .end:
                guard let head else { return }
                let request = Request(method: head.method, uri: head.uri, headers: head.headers, body: body)
                answer(host.reply(to: request), context)
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }

        private func answer(_ reply: Reply, _ context: ChannelHandlerContext) {
            switch reply {
            case .answer(let status, let body, let headers):
                send(status, headers + [("Content-Length", "\(body.utf8.count)")], body, context)
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            case .silence: break
            case .hangUp: context.close(promise: nil)
            case .drip: send(200, [("Content-Length", "1000")], "x", context)
            case .flood(let bytes):
                send(200, [("Transfer-Encoding", "chunked")], String(repeating: "x", count: bytes), context)
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            }
        }

        private func send(
            _ status: Int,
            _ headers: [(String, String)],
            _ body: String,
            _ context: ChannelHandlerContext
        ) {
            let head = HTTPResponseHead(
                version: .http1_1,
                status: .init(statusCode: status),
                headers: HTTPHeaders(headers)
            )
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: body)))), promise: nil)
        }
    }
}

import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// An HTTP server on loopback that does what a script tells it, request by request, and remembers what it was asked.
final class ScriptedServer: Sendable {
    enum Reply: Sendable {
        case answer(status: Int, body: String, headers: [(String, String)] = [])
        /// Accepts the request and says nothing more.
        case silence
        /// Closes the connection without an answer.
        case hangUp
        /// A body of this many bytes, sent in pieces.
        case flood(bytes: Int)
    }

    struct Request: Sendable {
        let uri: String
        let headers: HTTPHeaders
        let body: String
    }

    private let script: @Sendable (Request, _ number: Int) -> Reply
    private let seen = Mutex<[Request]>([])
    private let channel: any Channel
    let port: Int

    var requests: [Request] { seen.withLock { $0 } }

    private init(channel: any Channel, script: @escaping @Sendable (Request, Int) -> Reply) {
        self.channel = channel
        self.script = script
        port = channel.localAddress?.port ?? 0
    }

    /// Runs a server for the time of the body.
    static func with<Result>(
        _ script: @escaping @Sendable (Request, _ number: Int) -> Reply, _ body: (ScriptedServer) async throws -> Result
    ) async throws -> Result {
        let server = Mutex<ScriptedServer?>(nil)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(
                        Connection { request in
                            server.withLock { $0 }?.reply(to: request) ?? .hangUp
                        })
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let started = ScriptedServer(channel: channel, script: script)
        server.withLock { $0 = started }
        do {
            let result = try await body(started)
            try await channel.close()
            return result
        } catch {
            try? await channel.close()
            throw error
        }
    }

    private func reply(to request: Request) -> Reply {
        let number = seen.withLock { seen in
            seen.append(request)
            return seen.count
        }
        return script(request, number)
    }

    private final class Connection: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let reply: (Request) -> Reply
        private var head: HTTPRequestHead?
        private var body = ""

        init(reply: @escaping (Request) -> Reply) {
            self.reply = reply
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head): (self.head, body) = (head, "")
            case .body(let buffer): body += String(buffer: buffer)
            case .end:
                guard let head else { return }
                perform(reply(Request(uri: head.uri, headers: head.headers, body: body)), context)
            }
        }

        private func perform(_ reply: Reply, _ context: ChannelHandlerContext) {
            switch reply {
            case .silence: return
            case .hangUp: context.close(promise: nil)
            case .answer(let status, let body, let headers):
                var all = HTTPHeaders(headers)
                all.add(name: "Content-Length", value: "\(body.utf8.count)")
                write(.head(HTTPResponseHead(version: .http1_1, status: HTTPResponseStatus(statusCode: status), headers: all)), context)
                write(.body(.byteBuffer(ByteBuffer(string: body))), context)
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            case .flood(let bytes):
                write(.head(HTTPResponseHead(version: .http1_1, status: .ok)), context)
                let piece = ByteBuffer(repeating: UInt8(ascii: " "), count: 65_536)
                for _ in 0..<(bytes / 65_536) { write(.body(.byteBuffer(piece)), context) }
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            }
        }

        private func write(_ part: HTTPServerResponsePart, _ context: ChannelHandlerContext) {
            context.write(wrapOutboundOut(part), promise: nil)
        }
    }
}

import Foundation
import Glibc
import Synchronization

/// A client that only sends requests and waits: a few connections, one request at a time on each. Runs as a separate
/// process.
enum LoadClient {
    struct Order: Codable, Sendable {
        var method: String
        var path: String
        var token: String?
        var cookie: String?
        /// `{n}` is replaced by the number of the request.
        var body: String
        var connections: Int
        var requests: Int
        var firstNumber = 0
    }

    struct Result: Codable, Sendable {
        /// The total for all connections together.
        let nanoseconds: Double
        let p50: Double
        let p95: Double
    }

    /// Starts the process and waits for it, on a thread that no request uses.
    static func run(_ order: Order, port: Int) async throws -> Result {
        let text = String(decoding: try JSONEncoder().encode(order), as: UTF8.self)
        return try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    with: Swift.Result {
                        let answer = try Command.output(CommandLine.arguments[0], ["client", "\(port)", text])
                        return try JSONDecoder().decode(Result.self, from: Data(answer.utf8))
                    }
                )
            }
        }
    }

    /// The main function of the client process.
    static func main(port: Int, order text: String) throws {
        let order = try JSONDecoder().decode(Order.self, from: Data(text.utf8))
        let next = Numbers()
        let outcome = Mutex<(latencies: [Double], problem: String?)>(([], nil))
        let start = Measure.wallTime()
        DispatchQueue.concurrentPerform(iterations: order.connections) { _ in
            do {
                let connection = try Connection(port: port)
                var latencies: [Double] = []
                while let number = next.take(below: order.requests) {
                    let begin = Measure.wallTime()
                    try connection.exchange(order, number: order.firstNumber + number)
                    latencies.append(Double(Measure.wallTime() - begin))
                }
                outcome.withLock { $0.latencies += latencies }
            } catch {
                outcome.withLock { $0.problem = "\(error)" }
            }
        }
        let end = Measure.wallTime()
        let (latencies, problem) = outcome.withLock { $0 }
        if let problem { throw Problem(problem) }
        let result = Result(
            nanoseconds: Double(end - start),
            p50: Measure.quantile(latencies, 0.5),
            p95: Measure.quantile(latencies, 0.95)
        )
        print(String(decoding: try JSONEncoder().encode(result), as: UTF8.self))
    }

    /// Whether a server responds at the port.
    static func isHealthy(port: Int) -> Bool {
        let order = Order(
            method: "GET",
            path: "/health",
            token: nil,
            body: "",
            connections: 1,
            requests: 1
        )
        return (try? Connection(port: port).exchange(order, number: 0)) != nil
    }

    private final class Numbers: Sendable {
        private let next = Atomic<Int>(0)

        func take(below limit: Int) -> Int? {
            let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
            return number < limit ? number : nil
        }
    }
}

/// A persistent connection to loopback.
private final class Connection {
    private let socket: Int32

    init(port: Int) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw Problem("cannot connect to port \(port)") }
        var on: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { close(socket) }

    /// Sends one request and reads its whole response; throws unless the response is good.
    func exchange(_ order: LoadClient.Order, number: Int) throws {
        let body = order.body.replacingOccurrences(of: "{n}", with: "\(number)")
        var text = "\(order.method) \(order.path) HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        if let token = order.token { text += "Authorization: Bearer \(token)\r\n" }
        if let cookie = order.cookie { text += "Cookie: \(cookie)\r\n" }
        if !body.isEmpty {
            text += "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
        }
        try send(Array((text + "\r\n" + body).utf8))
        let answer = try receive()
        guard answer.hasPrefix("HTTP/1.1 2") else {
            throw Problem("\(order.method) \(order.path): \(answer)")
        }
    }

    private func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, 0) }
            guard count > 0 else { throw Problem("the server closed the connection") }
            sent += count
        }
    }

    private func receive() throws -> String {
        var answer: [UInt8] = []
        var whole: Int?
        let room = 65_536
        while whole.map({ answer.count < $0 }) ?? true {
            let piece = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
                count = max(0, recv(socket, buffer.baseAddress, room, 0))
            }
            guard !piece.isEmpty else { throw Problem("the server closed the connection") }
            answer += piece
            if whole == nil { whole = Self.length(of: answer) }
        }
        return String(decoding: answer, as: UTF8.self)
    }

    /// The length of head and body together, once the head has arrived.
    private static func length(of answer: [UInt8]) -> Int? {
        let text = String(decoding: answer, as: UTF8.self)
        guard let head = text.range(of: "\r\n\r\n") else { return nil }
        let fields = text[..<head.lowerBound].lowercased().split(separator: "\r\n")
        let length = fields.first { $0.hasPrefix("content-length:") }?.split(separator: ":")[1]
            .trimmingCharacters(in: .whitespaces)
        return text[..<head.upperBound].utf8.count + (length.flatMap(Int.init) ?? 0)
    }
}

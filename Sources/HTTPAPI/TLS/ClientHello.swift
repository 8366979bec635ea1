/// The first message of a TLS connection, as far as a server needs it to choose a certificate (RFC 8446 §4.1.2).
struct ClientHello: Equatable {
    /// The name that the client asks for (RFC 6066 §3).
    let name: String?
    /// The protocols it offers (ALPN, RFC 7301).
    let protocols: [String]

    enum Reading: Equatable {
        case incomplete
        case hello(ClientHello)
        /// The bytes are something else, or are damaged.
        case other
    }

    private static let mostBytes = 0x1_0000

    static func read(_ bytes: some Collection<UInt8>) -> Reading {
        var records = Bytes(bytes)
        var message: [UInt8] = []
        while true {
            if message.count >= 4 {
                let length = Int(message[1]) << 16 | Int(message[2]) << 8 | Int(message[3])
                guard message[0] == 1, length <= mostBytes else { return .other }
                if message.count >= 4 + length {
                    return ClientHello(message[4..<(4 + length)]).map { .hello($0) } ?? .other
                }
            }
            guard let type = records.number(1) else { return .incomplete }
            guard type == 22 else { return .other }
            guard records.number(2) != nil, let length = records.number(2) else { return .incomplete }
            guard (1...0x4000).contains(length) else { return .other }
            guard let part = records.take(length) else { return .incomplete }
            message += part
        }
    }

    init(name: String?, protocols: [String]) {
        (self.name, self.protocols) = (name, protocols)
    }

    /// Nil for a damaged message.
    private init?(_ message: some Collection<UInt8>) {
        var rest = Bytes(message)
        // Version and random; session, cipher suites and compression methods.
        guard rest.take(34) != nil, rest.vector(1) != nil, rest.vector(2) != nil, rest.vector(1) != nil else {
            return nil
        }
        var (name, protocols) = (String?.none, [String]())
        guard !rest.isEmpty else {
            self.init(name: nil, protocols: [])
            return
        }
        guard var extensions = rest.vector(2) else { return nil }
        while !extensions.isEmpty {
            guard let type = extensions.number(2), var content = extensions.vector(2) else { return nil }
            switch type {
            case 0:
                guard var names = content.vector(2) else { return nil }
                while !names.isEmpty {
                    guard let kind = names.number(1), let text = names.vector(2) else { return nil }
                    if kind == 0 { name = text.text }
                }
            case 16:
                guard var names = content.vector(2) else { return nil }
                while !names.isEmpty {
                    guard let text = names.vector(1) else { return nil }
                    protocols.append(text.text)
                }
            default: break
            }
        }
        self.init(name: name, protocols: protocols)
    }

    /// Numbers and vectors as TLS writes them (RFC 8446 §3).
    private struct Bytes {
        private var rest: ArraySlice<UInt8>

        init(_ bytes: some Collection<UInt8>) { rest = ArraySlice(bytes) }

        var isEmpty: Bool { rest.isEmpty }
        var text: String { String(decoding: rest, as: UTF8.self) }

        mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
            guard count <= rest.count else { return nil }
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count)
        }

        mutating func number(_ count: Int) -> Int? {
            take(count)?.reduce(0) { $0 << 8 | Int($1) }
        }

        /// Bytes with their length in front, which has `count` bytes.
        mutating func vector(_ count: Int) -> Bytes? {
            number(count).flatMap { take($0) }.map { Bytes($0) }
        }
    }
}

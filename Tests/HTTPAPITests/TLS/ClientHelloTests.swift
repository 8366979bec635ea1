import NIOCore
import NIOEmbedded
import NIOSSL
import TestSupport
import Testing

@testable import HTTPAPI

@Suite struct ClientHelloTests {
    /// The first bytes that a real client sends.
    static func bytes(name: String?, protocols: [String]) throws -> [UInt8] {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.applicationProtocols = protocols
        let channel = EmbeddedChannel()
        try channel.pipeline.syncOperations.addHandler(
            try NIOSSLClientHandler(context: NIOSSLContext(configuration: configuration), serverHostname: name)
        )
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        let sent = try #require(try channel.readOutbound(as: ByteBuffer.self))
        return Array(sent.readableBytesView)
    }

    @Test(
        "The name and the protocols of a real client are read",
        arguments: [
            ("memory.example", ["acme-tls/1"]), ("memory.example", ["h2", "http/1.1"]), (nil, ["h2"]),
            ("a.example", []),
        ] as [(String?, [String])]
    )
    func real(name: String?, protocols: [String]) throws {
        let bytes = try Self.bytes(name: name, protocols: protocols)
        #expect(ClientHello.read(bytes) == .hello(ClientHello(name: name, protocols: protocols)))
        #expect(ClientHello.read(bytes + [0x17, 0x03]) == .hello(ClientHello(name: name, protocols: protocols)))
    }

    @Test("A message that has not arrived completely is waited for")
    func incomplete() throws {
        let bytes = try Self.bytes(name: "memory.example", protocols: ["acme-tls/1"])
        for count in 0..<bytes.count { #expect(ClientHello.read(bytes.prefix(count)) == .incomplete, "\(count)") }
    }

    @Test("A message in several records is put together")
    func records() throws {
        let bytes = try Self.bytes(name: "memory.example", protocols: ["acme-tls/1"])
        let message = bytes.dropFirst(5)
        let parts = [message.prefix(3), message.dropFirst(3).prefix(100), message.dropFirst(103)]
        let split = parts.flatMap { [0x16, 0x03, 0x01, UInt8($0.count >> 8), UInt8($0.count & 0xff)] + $0 }
        #expect(ClientHello.read(split) == ClientHello.read(bytes))
    }

    @Test(
        "Anything else, and lengths that lead nowhere, are other",
        arguments: [
            [0x15, 0x03, 0x01, 0x00, 0x02, 0x01, 0x00], Array("GET / HTTP/1.1\r\n".utf8),
            [0x16, 0x03, 0x01, 0x00, 0x00],
            [0x16, 0x03, 0x01, 0xff, 0xff], [0x16, 0x03, 0x01, 0x00, 0x04, 0x02, 0x00, 0x00, 0x00],
            [0x16, 0x03, 0x01, 0x00, 0x04, 0x01, 0xff, 0xff, 0xff],
            [0x16, 0x03, 0x01, 0x00, 0x05, 0x01, 0x00, 0x00, 0x01, 0x03],
        ] as [[UInt8]]
    )
    func others(bytes: [UInt8]) { #expect(ClientHello.read(bytes) == .other) }

    @Test("No changed byte of a message crashes the reader, or makes it invent a protocol")
    func mutations() throws {
        let bytes = try Self.bytes(name: "memory.example", protocols: ["h2"])
        for index in bytes.indices {
            for change: UInt8 in [0x01, 0x80, 0xff] {
                var wrong = bytes
                wrong[index] ^= change
                if case .hello(let hello) = ClientHello.read(wrong) { #expect(hello.protocols != ["acme-tls/1"]) }
            }
        }
    }
}

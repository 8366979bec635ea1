import NIOCore
import NIOEmbedded
import NIOSSL
import Synchronization
import TestSupport
import Testing

@testable import HTTPAPI

/// Handshakes while a certificate authority verifies a name (RFC 8737 §3).
@Suite struct HandshakeChoiceTests {
    private let certificate: ServerCertificate

    init() throws {
        certificate = try ServerCertificate { ServerCertificateTests.first }
        try certificate.challenges.show(.tls(name: "memory.example", ServerCertificateTests.second))
    }

    /// The certificate that a client with this name and these protocols gets; nil when the server closes.
    private func shown(name: String?, _ protocols: [String], usual: NIOSSLContext?, pieces: Int = 10_000) throws
        -> [UInt8]?
    {
        let seen = Mutex<[UInt8]?>(nil)
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.applicationProtocols = protocols
        let client = EmbeddedChannel()
        let handler = try NIOSSLClientHandler(
            context: NIOSSLContext(configuration: configuration),
            serverHostname: name
        ) { chain, promise in
            seen.withLock { $0 = try? chain.first?.toDERBytes() }
            promise.succeed(.certificateVerified)
        }
        try client.pipeline.syncOperations.addHandler(handler)
        let server = EmbeddedChannel(handler: HandshakeChoice(certificate.challenges, usual: usual))
        let address = try SocketAddress(ipAddress: "127.0.0.1", port: 1)
        try server.connect(to: address).wait()
        try client.connect(to: address).wait()
        for _ in 0..<10 {
            while var sent = try client.readOutbound(as: ByteBuffer.self) {
                while let piece = sent.readSlice(length: min(pieces, sent.readableBytes)), piece.readableBytes > 0 {
                    guard server.isActive else { return nil }
                    try server.writeInbound(piece)
                }
            }
            while let sent = try server.readOutbound(as: ByteBuffer.self) { try client.writeInbound(sent) }
        }
        return seen.withLock(\.self)
    }

    private func bytes(_ files: PEMFiles) throws -> [UInt8] {
        try NIOSSLCertificate.fromPEMBytes(files.certificates)[0].toDERBytes()
    }

    @Test("The authority gets the certificate of its challenge, also in small pieces", arguments: [10_000, 1, 7])
    func authority(pieces: Int) throws {
        let found = try shown(name: "memory.example", ["acme-tls/1"], usual: certificate.context, pieces: pieces)
        #expect(found == (try bytes(ServerCertificateTests.second)))
    }

    @Test("The authority gets it also before the server has a certificate; others are closed then")
    func beforeTheFirst() throws {
        let found = try shown(name: "memory.example", ["acme-tls/1"], usual: nil)
        #expect(found == (try bytes(ServerCertificateTests.second)))
        #expect(try shown(name: "memory.example", ["h2"], usual: nil) == nil)
    }

    @Test(
        "Everyone else gets the usual certificate",
        arguments: [
            ("memory.example", ["h2", "http/1.1"]), ("memory.example", []), (nil, ["h2"]),
            // Only a handshake for nothing else is the authority's.
            ("memory.example", ["h2", "acme-tls/1"]),
        ] as [(String?, [String])]
    )
    func others(name: String?, protocols: [String]) throws {
        let found = try shown(name: name, protocols, usual: certificate.context)
        #expect(found == (try bytes(ServerCertificateTests.first)))
    }

    @Test("A challenge for another name, or one that is over, is not shown")
    func notShown() throws {
        let usual = try bytes(ServerCertificateTests.first)
        #expect(
            certificate.challenges.context(for: ClientHello(name: "other.example", protocols: ["acme-tls/1"])) == nil
        )
        #expect(certificate.challenges.awaitsHandshake)
        certificate.challenges.clear()
        #expect(!certificate.challenges.awaitsHandshake)
        #expect(try shown(name: "memory.example", ["h2"], usual: certificate.context) == usual)
        #expect(
            certificate.challenges.context(for: ClientHello(name: "memory.example", protocols: ["acme-tls/1"])) == nil
        )
    }
}

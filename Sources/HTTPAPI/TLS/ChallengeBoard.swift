import NIOSSL
import Synchronization

/// The answer that a certificate authority must find while it verifies one of the server's names. One at a time.
package final class ChallengeBoard: Sendable {
    package enum Answer: Sendable {
        /// The text at `/.well-known/acme-challenge/TOKEN` (RFC 8555 §8.3).
        case http(token: String, proof: String)
        /// A certificate for handshakes with this name and the protocol `acme-tls/1` (RFC 8737).
        case tls(name: String, PEMFiles)
    }

    private enum Shown {
        case http(token: String, proof: String)
        case tls(name: String, NIOSSLContext)
    }

    static let protocolName = "acme-tls/1"
    private let shown = Mutex<Shown?>(nil)

    init() {}

    /// - Throws: `UnusableCertificate`.
    package func show(_ answer: Answer) throws {
        let new: Shown
        switch answer {
        case .http(let token, let proof): new = .http(token: token, proof: proof)
        case .tls(let name, let files):
            var configuration = try TLSConfiguration.server(files)
            configuration.minimumTLSVersion = .tlsv12
            configuration.applicationProtocols = [Self.protocolName]
            do { new = .tls(name: name, try NIOSSLContext(configuration: configuration)) } catch {
                throw UnusableCertificate.keyDoesNotFit
            }
        }
        shown.withLock { $0 = new }
    }

    package func clear() { shown.withLock { $0 = nil } }

    /// Whether a handshake may need the answer.
    var awaitsHandshake: Bool {
        shown.withLock { if case .tls? = $0 { true } else { false } }
    }

    func proof(for token: String) -> String? {
        shown.withLock { shown in
            guard case .http(token, let proof)? = shown else { return nil }
            return proof
        }
    }

    /// The context for a handshake of the authority; nil for every other handshake.
    func context(for hello: ClientHello) -> NIOSSLContext? {
        guard hello.protocols == [Self.protocolName] else { return nil }
        return shown.withLock { shown in
            guard case .tls(let name, let context)? = shown, hello.name?.lowercased() == name else { return nil }
            return context
        }
    }
}

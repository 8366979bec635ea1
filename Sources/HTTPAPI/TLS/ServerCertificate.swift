package import Base
import NIOSSL
import Synchronization

/// The certificate with which the server speaks TLS. Its files are read again while the server runs: connections that
/// are open go on, new ones get the new certificate.
package final class ServerCertificate: Sendable {
    /// The outcome of reading the files again.
    package enum Renewal: Equatable {
        /// The files are those in use.
        case unchanged
        /// The files are new, and in use from now on.
        case renewed
        /// The files cannot be used, which is said once; the certificate in use stays.
        case refused(String)
    }

    /// From when until when a certificate is valid.
    package struct Validity: Sendable, Equatable {
        package let from: Timestamp
        package let until: Timestamp
    }

    private struct Loaded {
        var files: PEMFiles
        var context: NIOSSLContext
        var validity: Validity
    }

    private struct State {
        /// Nil before there are files.
        var loaded: Loaded?
        /// The last sentence about files that cannot be used.
        var refusal: String?
    }

    private let read: @Sendable () throws -> PEMFiles?
    private let state: Mutex<State>
    /// Answers for a certificate authority that verifies this server's names.
    package let challenges = ChallengeBoard()

    /// - Parameter read: reads the files; nil while there are none, and connections are then closed.
    /// - Throws: what `read` throws, or `UnusableCertificate`.
    package init(_ read: @escaping @Sendable () throws -> PEMFiles?) throws {
        self.read = read
        state = Mutex(State(loaded: try read().map(Self.load)))
    }

    /// The context of the next connection; nil before there is a certificate.
    var context: NIOSSLContext? { state.withLock { $0.loaded?.context } }

    /// The validity of the certificate in use; nil before there is one.
    package var validity: Validity? { state.withLock { $0.loaded?.validity } }

    /// Reads the files again. Half of a renewal (a new certificate and the old key) is refused and found complete the
    /// next time.
    package func renew() -> Renewal {
        let found: Result<PEMFiles?, any Error> = Result { try read() }
        return state.withLock { state in
            do {
                guard let files = try found.get(), files != state.loaded?.files else {
                    state.refusal = nil
                    return .unchanged
                }
                state = State(loaded: try Self.load(files))
                return .renewed
            } catch {
                let sentence = "\(error)"
                guard state.refusal != sentence else { return .unchanged }
                state.refusal = sentence
                return .refused(sentence)
            }
        }
    }

    private static func load(_ files: PEMFiles) throws -> Loaded {
        var configuration = try TLSConfiguration.server(files)
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["h2", "http/1.1"]
        if let authorities = files.clientAuthorities {
            configuration.trustRoots = .certificates(
                try NIOSSLCertificate.all(in: authorities, orElse: .noClientAuthority)
            )
            configuration.certificateVerification = .noHostnameVerification
        }
        let context: NIOSSLContext
        do { context = try NIOSSLContext(configuration: configuration) } catch {
            throw UnusableCertificate.keyDoesNotFit
        }
        let first = try NIOSSLCertificate.all(in: files.certificates, orElse: .noCertificate)[0]
        let validity = Validity(
            from: Timestamp(seconds: Int64(first.notValidBefore)),
            until: Timestamp(seconds: Int64(first.notValidAfter))
        )
        return Loaded(files: files, context: context, validity: validity)
    }
}

extension TLSConfiguration {
    /// A server's configuration with its certificates and key.
    /// - Throws: `UnusableCertificate`.
    static func server(_ files: PEMFiles) throws -> TLSConfiguration {
        let chain = try NIOSSLCertificate.all(in: files.certificates, orElse: .noCertificate)
        let key: NIOSSLPrivateKey
        do { key = try NIOSSLPrivateKey(bytes: files.key, format: .pem) } catch { throw UnusableCertificate.noKey }
        return makeServerConfiguration(certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
    }
}

extension NIOSSLCertificate {
    /// At least one certificate.
    fileprivate static func all(in pem: [UInt8], orElse flaw: UnusableCertificate) throws -> [NIOSSLCertificate] {
        guard let found = try? fromPEMBytes(pem), !found.isEmpty else { throw flaw }
        return found
    }
}

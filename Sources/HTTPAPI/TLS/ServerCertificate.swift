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

    private struct Loaded {
        var files: PEMFiles
        var context: NIOSSLContext
        var expiry: Timestamp
        /// The last sentence about files that cannot be used.
        var refusal: String?
    }

    private let read: @Sendable () throws -> PEMFiles
    private let loaded: Mutex<Loaded>

    /// - Parameter read: reads the files.
    /// - Throws: what `read` throws, or `UnusableCertificate`.
    package init(_ read: @escaping @Sendable () throws -> PEMFiles) throws {
        self.read = read
        loaded = Mutex(try Self.load(read()))
    }

    /// The context of the next connection.
    var context: NIOSSLContext { loaded.withLock { $0.context } }

    /// When the certificate in use stops being valid.
    package var expiry: Timestamp { loaded.withLock { $0.expiry } }

    /// Reads the files again. Half of a renewal (a new certificate and the old key) is refused and found complete the
    /// next time.
    package func renew() -> Renewal {
        let found: Result<PEMFiles, any Error> = Result { try read() }
        return loaded.withLock { loaded in
            do {
                let files = try found.get()
                guard files != loaded.files else {
                    loaded.refusal = nil
                    return .unchanged
                }
                loaded = try Self.load(files)
                return .renewed
            } catch {
                let sentence = "\(error)"
                guard loaded.refusal != sentence else { return .unchanged }
                loaded.refusal = sentence
                return .refused(sentence)
            }
        }
    }

    private static func load(_ files: PEMFiles) throws -> Loaded {
        let chain = try certificates(files.certificates, orElse: .noCertificate)
        let key: NIOSSLPrivateKey
        do { key = try NIOSSLPrivateKey(bytes: files.key, format: .pem) } catch { throw UnusableCertificate.noKey }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(key)
        )
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["h2", "http/1.1"]
        if let authorities = files.clientAuthorities {
            configuration.trustRoots = .certificates(try certificates(authorities, orElse: .noClientAuthority))
            configuration.certificateVerification = .noHostnameVerification
        }
        let context: NIOSSLContext
        do { context = try NIOSSLContext(configuration: configuration) } catch {
            throw UnusableCertificate.keyDoesNotFit
        }
        let expiry = Timestamp(milliseconds: Int64(chain[0].notValidAfter) * 1_000)
        return Loaded(files: files, context: context, expiry: expiry)
    }

    private static func certificates(_ pem: [UInt8], orElse flaw: UnusableCertificate) throws -> [NIOSSLCertificate] {
        guard let found = try? NIOSSLCertificate.fromPEMBytes(pem), !found.isEmpty else { throw flaw }
        return found
    }
}

import AsyncHTTPClient
import Glibc
import NIOCore
import NIOSSL

/// Connection errors of the libraries, in words for an operator. The libraries' own texts name files of the machine
/// they were built on.
enum ConnectionPhrase {
    /// Nil when the failure was not in TLS.
    static func tls(_ error: any Error) -> String? {
        switch error {
        case let error as NIOSSLExtraError:
            return [.failedToValidateHostname, .serverHostnameImpossibleToMatch].contains(error)
                ? "its certificate is for another name" : "its name cannot be used in TLS"
        case let error as NIOSSLError:
            let isClosed = error == .handshakeFailed(.sslError([.eofDuringHandshake]))
            return isClosed ? "it closed the connection; does it speak TLS on this port?" : handshake("\(error)")
        default: return nil
        }
    }

    static let untrusted = "its certificate has expired, or this server does not trust its certificate authority"

    /// The library distinguishes its errors by this text alone: `error:1000007d:SSL
    /// routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED at …`.
    private static func handshake(_ text: String) -> String {
        let names = text.split(separator: "OPENSSL_internal:").dropFirst().map { $0.prefix { $0 != " " } }
        if names.contains("CERTIFICATE_VERIFY_FAILED") { return untrusted }
        if names.contains("WRONG_VERSION_NUMBER") || names.contains("HTTP_REQUEST") {
            return "it does not speak TLS on this port"
        }
        return names.first.map { $0.lowercased().replacing("_", with: " ") } ?? "the handshake failed"
    }

    static func connection(_ error: any Error) -> String {
        switch error {
        case let error as IOError: String(cString: strerror(error.errnoCode)).lowercased()
        case let error as HTTPClientError where error == .remoteConnectionClosed:
            "it closed the connection without a response"
        // The library's own text quotes header fields, and one of them is a credential.
        case let error as HTTPClientError: error.shortDescription.lowercased()
        default: "\(error)"
        }
    }
}

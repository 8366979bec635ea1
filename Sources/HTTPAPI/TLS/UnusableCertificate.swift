/// Why a server cannot speak TLS with its files: a sentence for the operator that names the setting and quotes nothing
/// of the files.
package enum UnusableCertificate: Error, Equatable, CustomStringConvertible {
    case noCertificate
    case noKey
    case noClientAuthority
    /// The key belongs to another certificate, or its kind is not supported.
    case keyDoesNotFit

    package var description: String {
        switch self {
        case .noCertificate: "tls.certificate: the file contains no certificate in PEM (-----BEGIN CERTIFICATE-----)."
        case .noKey:
            "tls.key: the file contains no private key in PEM without a passphrase. `openssl pkey -in FILE -out NEW` removes a passphrase."
        case .noClientAuthority: "tls.clientCa: the file contains no certificate in PEM (-----BEGIN CERTIFICATE-----)."
        case .keyDoesNotFit:
            "tls.key: the key does not belong to the first certificate in tls.certificate. The server's own certificate comes first there, "
                + "those of its authorities after it."
        }
    }
}

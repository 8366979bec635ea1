import NIOSSL
import TestSupport

/// The first test certificate as a server uses it.
enum Certificate {
    static func serverContext() throws -> NIOSSLContext {
        try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: NIOSSLCertificate.fromPEMBytes(Array(TestCertificate.first.utf8)).map {
                    .certificate($0)
                },
                privateKey: .privateKey(NIOSSLPrivateKey(bytes: Array(TestCertificate.firstKey.utf8), format: .pem))
            )
        )
    }
}

import HTTPAPI
import Settings

extension ServerSettings {
    /// The certificate, read now and again while the server runs; nil when the server speaks HTTP.
    /// - Throws: `CommandFailure` or `UnusableCertificate` with the reason.
    func serverCertificate() throws -> ServerCertificate? {
        guard http.tls != nil else { return nil }
        return try ServerCertificate { try tlsFiles() }
    }

    /// Nil without TLS, and before a certificate authority has issued the first certificate.
    /// - Throws: `CommandFailure` for a file that cannot be read.
    func tlsFiles() throws -> PEMFiles? {
        guard let tls = http.tls else { return nil }
        let clientAuthorities = try tls.clientAuthorities.map { try Self.bytes("tls.clientCa", $0) }
        switch tls.source {
        case .files(let certificate, let key):
            return PEMFiles(
                certificates: try Self.bytes("tls.certificate", certificate),
                key: try Self.bytes("tls.key", key),
                clientAuthorities: clientAuthorities
            )
        case .authority:
            return try certificateFolder.certificate()?.files(clientAuthorities: clientAuthorities)
        }
    }

    /// For the operator, while the certificate authority has not issued the first certificate.
    var certificateRemark: String? {
        guard case .authority(let authority)? = http.tls?.source, (try? certificateFolder.certificate()) == nil else {
            return nil
        }
        return
            "There is no TLS certificate yet. The server gets one from \(authority.directory). Until then it closes every connection; "
            + "the log says why it takes long."
    }

    /// The certificates of a certificate authority.
    var certificateFolder: CertificateFolder { CertificateFolder(in: storage.directory) }

    private static func bytes(_ setting: String, _ path: String) throws -> [UInt8] {
        do {
            guard let bytes = try SettingFile.bytes(at: path) else {
                throw CommandFailure("\(setting): the file \(path) does not exist.")
            }
            return bytes
        } catch let unreadable as UnreadableFile {
            throw CommandFailure("\(setting): the file \(path) \(unreadable.reason)")
        }
    }
}

import HTTPAPI
import Settings

extension TLSSettings {
    /// The certificate, read from its files now and again while the server runs.
    /// - Throws: `CommandFailure` or `UnusableCertificate` with the reason.
    func serverCertificate() throws -> ServerCertificate {
        try ServerCertificate { try files() }
    }

    /// - Throws: `CommandFailure` for a file that cannot be read.
    func files() throws -> PEMFiles {
        PEMFiles(
            certificates: try Self.bytes("tls.certificate", certificate),
            key: try Self.bytes("tls.key", key),
            clientAuthorities: try clientAuthorities.map { try Self.bytes("tls.clientCa", $0) }
        )
    }

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

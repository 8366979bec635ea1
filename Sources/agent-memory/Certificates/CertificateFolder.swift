import ACME
import Backups
import Base
import Glibc
import HTTPAPI
import JOSE
import Settings

/// The folder `acme` of the data directory: the certificate that a certificate authority issued, the key of the account
/// there, and the last failure. Readable by the server's user only.
struct CertificateFolder: Sendable {
    private let path: String

    /// - Parameter directory: the data directory.
    init(in directory: String) {
        path = directory + "/acme"
    }

    /// - Throws: `CommandFailure` for a file that cannot be read.
    func certificate() throws -> StoredCertificate? {
        guard let value = try read("certificate.json") else { return nil }
        guard let certificate = StoredCertificate(value) else { throw damaged("certificate.json") }
        return certificate
    }

    /// Nil without a failure since the last certificate, also when the file cannot be read: it only delays attempts.
    func failure() -> FailedAttempt? {
        (try? read("failure.json")).flatMap { $0.flatMap { FailedAttempt($0) } }
    }

    /// The key of the account, created when there is none.
    /// - Throws: `CommandFailure` when it cannot be read or written.
    func accountKey() throws -> SigningKey {
        if let text = try bytes("account.pem").map({ String(decoding: $0, as: UTF8.self) }) {
            guard let key = try? SigningKey(pem: Secret(text), algorithm: .es256) else { throw damaged("account.pem") }
            return key
        }
        let key = try SigningKey.generate(.es256)
        try replace("account.pem", key.pem.reveal() + "\n")
        return key
    }

    /// - Throws: `CommandFailure`.
    func store(_ certificate: StoredCertificate) throws {
        try replace("certificate.json", String(decoding: try StrictJSON.encode(certificate.json), as: UTF8.self) + "\n")
        unlink(path + "/failure.json")
    }

    /// - Throws: `CommandFailure`.
    func store(_ failure: FailedAttempt) throws {
        try replace("failure.json", String(decoding: try StrictJSON.encode(failure.json), as: UTF8.self) + "\n")
    }

    private func read(_ name: String) throws -> JSONValue? {
        guard let bytes = try bytes(name) else { return nil }
        guard let value = try? StrictJSON.parse(bytes) else { throw damaged(name) }
        return value
    }

    private func bytes(_ name: String) throws -> [UInt8]? {
        do { return try SettingFile.bytes(at: "\(path)/\(name)") } catch {
            throw CommandFailure("The file \(path)/\(name) \(error.reason)")
        }
    }

    private func damaged(_ name: String) -> CommandFailure {
        CommandFailure("The file \(path)/\(name) is damaged. Remove it; the server then creates a new one.")
    }

    /// The file has its old content or all of the new.
    private func replace(_ name: String, _ text: String) throws {
        let (target, draft) = ("\(path)/\(name)", "\(path)/\(name).new")
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw CommandFailure("The folder \(path) cannot be created: \(String(cString: strerror(errno))).")
        }
        // Left by a server that was killed; only one runs.
        unlink(draft)
        try PrivateFile.create(draft, text)
        guard rename(draft, target) == 0 else {
            throw CommandFailure("The file \(target) cannot be written: \(String(cString: strerror(errno))).")
        }
        DraftFile.sync(folderOf: target)
    }
}

/// A certificate of a certificate authority with its key, and what it was issued for.
struct StoredCertificate: Sendable {
    let authority: String
    let domains: [String]
    private let certificates: String
    private let key: Secret

    init(_ issued: IssuedCertificate, for settings: CertificateAuthoritySettings) {
        (authority, domains) = (settings.directory, settings.domains)
        (certificates, key) = (issued.chain, issued.key)
    }

    init?(_ value: JSONValue) {
        guard let authority = value["authority"]?.string, let domains = value["domains"]?.array,
            let certificates = value["certificates"]?.string, let key = value["key"]?.string
        else { return nil }
        self.authority = authority
        self.domains = domains.compactMap(\.string)
        self.certificates = certificates
        self.key = Secret(key)
    }

    var json: JSONValue {
        [
            "authority": .string(authority), "domains": .array(domains.map { .string($0) }),
            "certificates": .string(certificates), "key": .string(key.reveal()),
        ]
    }

    /// Whether the settings ask for this certificate.
    func isFor(_ settings: CertificateAuthoritySettings) -> Bool {
        authority == settings.directory && Set(domains) == Set(settings.domains)
    }

    func files(clientAuthorities: [UInt8]?) -> PEMFiles {
        PEMFiles(
            certificates: Array(certificates.utf8),
            key: Array(key.reveal().utf8),
            clientAuthorities: clientAuthorities
        )
    }
}

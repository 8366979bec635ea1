import ACME
import Base
import Foundation
import HTTPAPI
import JOSE
import Settings
import Synchronization
import TestSupport
import Testing

@testable import agent_memory

@Suite struct CertificateRenewalTests {
    private let directory: TemporaryDirectory
    private let clock = ManualClock()
    private let log = LogRecorder()
    private let authority = StubAuthority()
    private let settings: CertificateAuthoritySettings
    private let folder: CertificateFolder

    init() throws {
        directory = try TemporaryDirectory()
        folder = CertificateFolder(in: directory.path)
        settings = try Self.settings("memory.example")
    }

    private static func settings(_ domains: String) throws -> CertificateAuthoritySettings {
        let flags = [
            "tls.acme.domains": domains, "tls.acme.agree": "true", "http.publicUrl": "https://memory.example",
            "tls.acme.directory": StubAuthority.root + "dir",
        ]
        let settings = try ServerSettings(SettingInputs(flags: flags))
        guard case .authority(let found)? = settings.http.tls?.source else { throw CommandFailure("no authority") }
        return found
    }

    private func renewal(_ settings: CertificateAuthoritySettings? = nil) -> CertificateRenewal {
        CertificateRenewal(
            settings ?? self.settings,
            folder,
            over: authority,
            answeringAt: NoPlace(),
            time: clock,
            random: SeededRandom(1),
            logger: log.logger
        )
    }

    @Test("A failure is logged, kept in a file and tried again after a pause that grows")
    func failures() async throws {
        let renewal = renewal()
        try await renewal.turn()
        #expect(authority.attempts == 1)
        let first = try #require(folder.failure())
        #expect(first.count == 1 && first.reason.contains("certificate authority"))
        #expect(log.text.contains("no TLS certificate from the certificate authority"))
        try await renewal.turn()
        clock.advance(by: .seconds(119))
        try await renewal.turn()
        #expect(authority.attempts == 1, "before the pause is over")
        clock.advance(by: .seconds(32))
        try await renewal.turn()
        #expect(authority.attempts == 2)
        #expect(try #require(folder.failure()).count == 2)
    }

    @Test("A restart does not forget the pause, but shortens it to two minutes")
    func restart() async throws {
        for _ in 1...5 {
            try await renewal().turn()
            clock.advance(by: .seconds(120))
        }
        #expect(authority.attempts == 5)
        try await renewal().turn()
        try await renewal().turn()
        #expect(authority.attempts == 6, "the second one waits")
    }

    @Test("A certificate for another key than ours is not stored")
    func wrongKey() async throws {
        authority.certificate.withLock { $0 = TestCertificate.first }
        try await renewal().turn()
        #expect(try folder.certificate() == nil)
        #expect(try #require(folder.failure()).reason.contains("does not belong"))
    }

    @Test("A stored certificate is used until two thirds of its life are over, and only for its domains")
    func stored() async throws {
        let stored = try #require(
            StoredCertificate([
                "authority": .string(settings.directory), "domains": ["memory.example"],
                "certificates": .string(TestCertificate.first), "key": .string(TestCertificate.firstKey),
            ])
        )
        try folder.store(stored)
        try await renewal().turn()
        #expect(authority.attempts == 0)
        try await renewal(Self.settings("memory.example, www.memory.example")).turn()
        #expect(authority.attempts == 1, "other domains")
        try folder.store(stored)
        // It is valid for a hundred years.
        clock.advance(by: .seconds(72 * 365 * 86_400))
        try await renewal().turn()
        #expect(authority.attempts == 2)
    }

    @Test("Keys are in files that only the server's user can read, and survive")
    func files() throws {
        let key = try folder.accountKey()
        #expect(try folder.accountKey().id == key.id)
        let path = directory.path + "/acme"
        for (name, mode) in [("", 0o700), ("/account.pem", 0o600)] {
            let attributes = try FileManager.default.attributesOfItem(atPath: path + name)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == mode)
        }
    }

    @Test("A damaged file is named, and quoted nowhere")
    func damaged() throws {
        _ = try folder.accountKey()
        for name in ["account.pem", "certificate.json"] {
            try Data("s3cret".utf8).write(to: URL(filePath: "\(directory.path)/acme/\(name)"))
            #expect {
                if name == "account.pem" { _ = try folder.accountKey() } else { _ = try folder.certificate() }
            } throws: { error in
                "\(error)".contains("\(name) is damaged") && !"\(error)".contains("s3cret")
            }
        }
    }
}

private struct NoPlace: ChallengePlace {
    func present(_ answer: ChallengeAnswer) {}
    func withdraw() {}
}

/// An authority that has verified every name already, and issues the same certificate to everyone, or none.
private final class StubAuthority: AuthorityTransport {
    static let root = "https://ca.example/"
    /// Nil: it is out of order.
    let certificate = Mutex<String?>(nil)
    private let asked = Mutex(0)

    var attempts: Int { asked.withLock(\.self) }

    func exchange(_ request: AuthorityRequest) async throws -> AuthorityResponse {
        let path = request.url.dropFirst(Self.root.count)
        if path == "dir" { asked.withLock { $0 += 1 } }
        guard let certificate = certificate.withLock(\.self) else { return AuthorityResponse(status: 503) }
        var response = AuthorityResponse(status: 200, nonce: "nonce", location: Self.root + "order")
        if path == "certificate" {
            response.contentType = "application/pem-certificate-chain"
            response.body = Array(certificate.utf8)
        } else {
            let names = ["newNonce", "newAccount", "newOrder", "finalize", "certificate"]
            var members = Dictionary(uniqueKeysWithValues: names.map { ($0, JSONValue.string(Self.root + $0)) })
            members["status"] = "valid"
            members["authorizations"] = []
            response.body = try StrictJSON.encode(.object(members))
        }
        return response
    }
}

import Testing

@testable import Settings

@Suite struct CertificateAuthoritySettingsTests {
    static let complete = [
        "tls.acme.domains": "memory.example, www.memory.example", "tls.acme.agree": "true",
        "http.publicUrl": "https://memory.example",
    ]

    private func authority(_ more: [String: String] = [:]) throws -> CertificateAuthoritySettings? {
        let settings = try ServerSettings(SettingInputs(flags: Self.complete.merging(more) { $1 }))
        guard case .authority(let authority)? = settings.http.tls?.source else { return nil }
        return authority
    }

    @Test("Three settings are enough for a certificate of Let's Encrypt")
    func complete() throws {
        let found = try #require(try authority())
        #expect(found.domains == ["memory.example", "www.memory.example"])
        #expect(found.directory == "https://acme-v02.api.letsencrypt.org/directory")
        #expect(found.email == nil && found.httpPort == nil)
        let more = try #require(
            try authority([
                "tls.acme.email": "admin@memory.example", "tls.acme.httpPort": "80",
                "tls.acme.domains": "MEMORY.example",
            ])
        )
        #expect(more.domains == ["memory.example"])
        #expect(more.email == "admin@memory.example" && more.httpPort == 80)
    }

    @Test("Without the domains the server speaks HTTP, whatever else is set")
    func off() throws {
        #expect(try ServerSettings(SettingInputs(flags: ["tls.acme.agree": "true"])).http.tls == nil)
    }

    @Test(
        "Settings that cannot work are one problem each",
        arguments: [
            ("tls.acme.agree", "false", "needs tls.acme.agree: true"),
            ("tls.acme.domains", "*.memory.example, memory.example", "is a wildcard"),
            ("tls.acme.domains", "192.0.2.1, memory.example", "is not a DNS name"),
            ("tls.acme.domains", "https://memory.example, memory.example", "is not a DNS name"),
            ("tls.acme.domains", "other.example", "does not contain memory.example"),
            ("http.publicUrl", "http://memory.example", "tls.acme.domains needs http.publicUrl"),
            ("tls.acme.httpPort", "8000", "are both 8000"),
            ("tls.acme.httpPort", "0", "is not a whole number"),
            ("tls.acme.email", "admin", "is not an email address"),
            ("tls.acme.email", "a@memory.example?cc=b@c.example", "is not an email address"),
            ("tls.acme.email", "a@memory.example,b@memory.example", "is not an email address"),
            ("tls.certificate", "/etc/cert.pem", "are both set"),
            ("tls.key", "/etc/key.pem", "tls.acme.domains and tls.key are both set"),
        ]
    )
    func problems(key: String, value: String, sentence: String) {
        let found = sentences(SettingInputs(flags: Self.complete.merging([key: value]) { $1 }))
        #expect(found.count == 1 && found.first?.contains(sentence) == true, "\(found)")
    }
}

import Base
import Identity
import TestSupport
import Testing

@testable import Settings

@Suite struct ListEntryTests {
    /// (setting, entry as written, entry as compared; nil if it could never match)
    @Test(
        "A list entry is converted to the form that is compared, or refused with an example",
        arguments: [
            ("http.allowedHosts", "memory.lan", "memory.lan"), ("http.allowedHosts", "Memory.LAN:8000", "memory.lan"),
            ("http.allowedHosts", "https://memory.lan:8000/mcp?x", "memory.lan"),
            ("http.allowedHosts", "agent_memory", "agent_memory"),
            ("http.allowedHosts", "192.0.2.7:80", "192.0.2.7"), ("http.allowedHosts", "2001:DB8::7", "[2001:db8::7]"),
            ("http.allowedHosts", "[2001:db8::7]:8000", "[2001:db8::7]"), ("http.allowedHosts", "*", nil),
            ("http.allowedHosts", "*.lan", nil),
            ("http.allowedHosts", "memory.lan/mcp", nil), ("http.allowedHosts", "mémoire.example", nil),
            ("http.allowedHosts", "a b", nil),
            ("http.allowedHosts", "memory.lan:http", nil), ("http.allowedHosts", "memory.lan.", "memory.lan"),
            ("http.allowedHosts", "C.lan.", "c.lan"), ("http.allowedHosts", "memory..lan", nil),
            ("http.allowedHosts", ".lan", nil), ("http.allowedHosts", "-x", nil), ("http.allowedHosts", "[zz::1]", nil),
            ("http.allowedHosts", "memory.lan;wiki.lan", nil), ("http.allowedHosts", "\"memory.lan\"", nil),
            ("http.trustedProxies", "10.0.0.7", "10.0.0.7"), ("http.trustedProxies", "[::1]", "::1"),
            ("http.trustedProxies", "FD00::/8", "fd00::/8"), ("http.trustedProxies", "::ffff:10.0.0.7", "10.0.0.7"),
            ("http.trustedProxies", "10.1.2.3/8", "10.0.0.0/8"), ("http.trustedProxies", "[zz::1]", nil),
            ("http.trustedProxies", "proxy.lan", nil), ("http.trustedProxies", "10.0.0.7:80", nil),
            ("http.trustedProxies", "10.0.0.0/33", nil), ("http.trustedProxies", "127.1", nil),
            ("http.allowedOrigins", "https://app.example", "https://app.example"),
            ("http.allowedOrigins", "HTTPS://App.example/", "https://app.example"),
            ("http.allowedOrigins", "https://app.example:443", "https://app.example"),
            ("http.allowedOrigins", "http://app.example:80/", "http://app.example"),
            ("http.allowedOrigins", "http://app.example:3000", "http://app.example:3000"),
            ("http.allowedOrigins", "chrome-extension://abcdef/", "chrome-extension://abcdef"),
            ("http.allowedOrigins", "app://obsidian.md", "app://obsidian.md"),
            ("http.allowedOrigins", "null", "null"), ("http.allowedOrigins", "*", nil),
            ("http.allowedOrigins", "https://app.example/mcp", nil),
            ("http.allowedOrigins", "app.example", nil), ("http.allowedOrigins", "https://*.app.example", nil),
            ("http.allowedOrigins", "https://äpp.example", nil),
            ("http.allowedOrigins", "//app.example", nil), ("http.allowedOrigins", "https://u@app.example", nil),
            ("login.provider.name.allowedDomains", "example.com", "example.com"),
            ("login.provider.name.allowedDomains", "@Example.com", "example.com"),
            ("login.provider.name.allowedDomains", "example.com.", "example.com"),
            ("login.provider.name.allowedDomains", "*.example.com", nil),
            ("login.provider.name.allowedDomains", "example..com", nil),
            ("login.provider.name.allowedDomains", "example.com;example.org", nil),
            ("login.provider.name.allowedDomains", "\"example.com\"", nil),
            ("login.provider.name.allowedDomains", "192.0.2.7", nil), ("login.provider.name.allowedDomains", "-x", nil),
            ("login.provider.name.allowedDomains", "bücher.example", nil),
            ("login.provider.name.allowedDomains", "*", nil), ("login.provider.name.allowedDomains", "@", nil),
            ("login.provider.name.allowedDomains", ".example.com", nil),
            ("login.provider.name.allowedDomains", "dana@example.com", nil),
            ("login.provider.name.allowedDomains", "https://example.com", nil),
            ("login.provider.name.allowedGroups", "all staff", "all staff"),
            ("login.provider.name.allowedGroups", "*", nil),
            ("login.provider.name.administratorGroups", "*", nil),
            ("oauth.documentDomains", "App.example", "app.example"),
            ("oauth.documentDomains", "https://app.example/client.json", "app.example"),
            ("oauth.documentDomains", "2001:db8::7", "[2001:db8::7]"), ("oauth.documentDomains", "*.example", nil),
        ] as [(String, String, String?)]
    )
    func entries(key: String, written: String, compared: String?) throws {
        // The second entry shows that a refused entry does not hide others.
        let inputs = SettingInputs(flags: Secrets.groups.merging([key: "\(written), \(written)"]) { $1 })
        guard let compared else {
            let found = sentences(inputs)
            #expect(
                found.count == 2 && found[0].hasPrefix("\(key): “\(ShownText.of(written))” (command line) is not "),
                "\(found)"
            )
            return
        }
        let settings = try ServerSettings(inputs)
        let provider = settings.oauth.providers.first
        // The policy has sets, which drop duplicates.
        func texts(_ names: Set<Identifier>) -> [String] { names.flatMap { [$0.text, $0.text] } }
        let list = [
            "http.allowedHosts": settings.http.allowedHosts.map(\.description),
            "http.allowedOrigins": settings.http.allowedOrigins.map(\.description),
            "http.trustedProxies": settings.http.trustedProxies.map(\.description),
            "oauth.documentDomains": settings.oauth.documentDomains,
            "login.provider.name.allowedDomains": (provider?.policy.allowedDomains).map(texts),
            "login.provider.name.allowedGroups": (provider?.policy.allowedGroups).map(texts),
        ][key]
        #expect(list == [compared, compared])
    }

    @Test("Hosts and origins in lists are parsed by the same rules as everywhere else", arguments: HostileAuthority.all)
    func hostileAuthorities(row: HostileAuthority) {
        #expect(ListEntry.host(row.written).text == row.host)
        #expect(ListEntry.host("https://\(row.written)/x").text == row.host)
        #expect(ListEntry.origin("https://\(row.written)").text == row.origin.map { "https://\($0)" })
        let isName = row.host != nil && Host(row.host!)?.address == nil && !row.written.contains(":")
        #expect(ListEntry.emailDomain("@\(row.written)").text == (isName ? row.host : nil))
    }

    @Test("A list of commas, which would let everyone in, is a problem", arguments: [",", " , ,", ",,"])
    func emptyList(text: String) throws {
        let lists = try ServerSettings(SettingInputs(flags: Secrets.groups)).entries.filter {
            $0.form.hasPrefix("list")
        }.map(\.key)
        #expect(lists.count > 20)
        for key in lists {
            let found = sentences(SettingInputs(flags: Secrets.groups.merging([key: text]) { $1 }))
            #expect(found.contains { $0.hasPrefix("\(key): “") && $0.contains("contains no entry") }, "\(key)")
        }
    }

    @Test(
        "http.host is an address without brackets, scheme and port",
        arguments: [
            ("[::1]", "::1"), ("::1", "::1"), ("[::]", "::"), ("127.0.0.1", "127.0.0.1"),
            ("memory.example", "memory.example"),
            ("fe80::1%eth0", "fe80::1%eth0"), ("127.0.0.1:8000", nil), ("http://127.0.0.1", nil), ("*", nil),
            ("[::1]:8000", nil), ("127.1", nil), ("memory..lan", nil), ("LocalHost", "localhost"),
        ] as [(String, String?)]
    )
    func listeningAddress(text: String, address: String?) throws {
        let inputs = SettingInputs(flags: ["http.host": text])
        guard let address else {
            let found = sentences(inputs)
            #expect(found.count == 1 && found[0].contains("http.host: “\(text)”"))
            return
        }
        #expect(try ServerSettings(inputs).http.host == address)
    }

    @Test("An audience with a space in it causes a warning")
    func audiences() throws {
        let inputs = SettingInputs(flags: Secrets.groups.merging(["auth.issuer.name.audiences": "a b,c"]) { $1 })
        #expect(
            try ServerSettings(inputs).warnings == [
                "auth.issuer.name.audiences: “a b” contains a space. If these are several audiences, separate them with commas."
            ]
        )
    }
}

extension ListEntry where Value: CustomStringConvertible {
    /// Nil when the entry was refused.
    fileprivate var text: String? {
        guard case .usable(let value) = self else { return nil }
        return value.description
    }
}

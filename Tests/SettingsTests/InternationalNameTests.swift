import Settings
import Testing

/// Host names in other scripts in lists of hosts, domains and origins.
@Suite struct InternationalNameTests {
    private func refusal(_ key: String, _ entry: String) -> [String] {
        sentences(SettingInputs(flags: Secrets.groups.merging([key: entry]) { $1 }))
    }

    @Test(
        "A name in valid punycode is accepted",
        arguments: [
            "xn--mnchen-3ya.de", "xn--bcher-kva.example", "XN--BCHER-KVA.example", "xn--fiq228c", "xn--80akhbyknj4f",
            "xn--hxajbheg2az3al", "xn--mgbh0fb.example", "xn--11b5bs3a9aj6g", "xn--n3h.example", "xn--i-7iq.ws",
            "xn--9n2bp8q", "a.xn--4gbrim.b", "xnn--a", "a--b.example",
        ]
    )
    func valid(name: String) {
        #expect(refusal("http.allowedHosts", name).isEmpty)
        #expect(refusal("oauth.documentDomains", name).isEmpty)
        #expect(refusal("http.allowedOrigins", "https://\(name)").isEmpty)
        #expect(refusal("login.provider.name.allowedDomains", name).isEmpty)
    }

    @Test(
        "A label that no client can send is refused, and the message names it",
        arguments: [
            // Not Punycode, a control character, too large, only ASCII, a capital letter, and two that are not in Form C.
            "xn--mnchen-3y", "xn--a", "xn--99999999", "xn--zzzzzzzzzzzzzzz", "xn--abc-0", "xn--Mnchen-p0a.de",
            "xn--abcd",
            "xn--cafe-yvc", "xn--a_b",
        ]
    )
    func invalid(name: String) {
        for (key, entry) in [
            ("http.allowedHosts", name), ("oauth.documentDomains", "https://www.\(name)/x"),
            ("http.allowedOrigins", "https://\(name):8000"), ("login.provider.name.allowedDomains", "@\(name)"),
        ] {
            let found = refusal(key, entry)
            #expect(found.count == 1 && found[0].contains("which is not valid punycode"), "\(key) \(name): \(found)")
        }
    }
}

import Settings
import Testing

/// One wrong value is one problem.
@Suite struct OneProblemTests {
    private static let issuer = ["auth.issuers": "a", "auth.issuer.a.url": "u", "auth.issuer.a.audiences": "m"]
    private static let provider = [
        "login.providers": "p", "login.provider.p.url": "u", "login.provider.p.clientId": "c",
    ]

    @Test(
        "A required setting without a value in the file is one problem",
        arguments: ["auth.issuer.a", "login.provider.p"]
    )
    func empty(member: String) {
        let flags = Self.issuer.merging(Self.provider) { $1 }
        for key in flags.keys where key.hasPrefix(member) {
            for text in ["", " ''", " []", " ~"] {
                var others = flags
                others[key] = nil
                let found = sentences(SettingInputs(flags: others, file: .init(path: "f", text: "\(key):\(text)\n")))
                #expect(found.count == 1 && found[0].hasPrefix("\(key) "), "\(key):\(text) \(found)")
            }
        }
    }

    @Test("A list without an entry is one problem", arguments: ["auth.issuer.a.audiences", "http.allowedHosts"])
    func lists(key: String) {
        #expect(sentences(SettingInputs(flags: Self.issuer.merging([key: " , "]) { $1 })).count == 1)
    }

    @Test("A required setting that is absent is one problem")
    func absent() {
        #expect(sentences(SettingInputs(flags: ["auth.issuers": "a", "auth.issuer.a.url": "u"])).count == 1)
        #expect(sentences(SettingInputs(flags: ["login.providers": "p", "login.provider.p.url": "u"])).count == 1)
    }
}

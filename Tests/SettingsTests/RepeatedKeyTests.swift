import Settings
import Testing

/// One setting that a configuration file gives twice: only one of the values would count.
@Suite struct RepeatedKeyTests {
    @Test(
        "A setting that is given twice is a problem that names the lines",
        arguments: [
            (
                "http:\n  port: 1\n  port: 2\n",
                "f is not a YAML mapping: port is written twice in one group, in lines 2 and 3."
            ),
            (
                "http:\n  port: 1\nlog:\n  level: info\nhttp:\n  host: x\n",
                "f is not a YAML mapping: http is written twice in one group, in lines 1 and 5."
            ),
            ("# x\n\"http.port\": 1\nhttp:\n  port: 2\n", "f sets http.port twice, in lines 2 and 4."),
            (
                "oauth:\n  registration: off\noauth.registration: open\n",
                "f sets oauth.registration twice, in lines 2 and 3."
            ),
            ("http.port: 1\nhttp: {port: 2}\n", "f sets http.port twice."),
            ("{http: {port: 1, port: 2}}\n", "f is not a YAML mapping: port is written twice in one group."),
            (
                "login.provider:\n  g:\n    url: x\nlogin:\n  provider.g:\n    url: y\n",
                "f sets login.provider.g.url twice, in lines 3 and 6."
            ),
        ]
    )
    func twice(text: String, sentence: String) {
        #expect(sentences(SettingInputs(file: .init(path: "f", text: text))) == ["\(sentence) Keep one of the two."])
    }

    @Test("A secret that was written as a key twice is not repeated")
    func secrets() {
        for text in ["sk-sEkReT1: a\nsk-sEkReT1: b\n", "a.sk-sEkReT1: a\na:\n  sk-sEkReT1: b\n"] {
            let found = sentences(SettingInputs(file: .init(path: "f", text: text)))
            #expect(
                found.count == 1 && found[0].contains("in lines 1 and ") && !found[0].contains("sEkReT1"),
                "\(found)"
            )
        }
    }
}

import Authorization
import Base
import Foundation
import Settings
import Testing

@Suite struct PEMTextTests {
    /// An Ed25519 key, created for this test.
    private static let body = "MC4CAQAwBQYDK2VwBCIEIAuuIHP8OiZRJkNNcSzJQNZPmdlrh/DkIUujVmZM4Tym"
    private static let pem = "-----BEGIN PRIVATE KEY-----\n\(body)\n-----END PRIVATE KEY-----\n"
    private static let algorithm = ["oauth.algorithm": "EdDSA"]

    private static func keyID(_ inputs: SettingInputs) throws -> String? {
        try ServerSettings(inputs).oauth.signing.key?.id
    }
    private static var expected: String { get throws { try TokenKey(Secret(pem), algorithm: .ed25519).id } }

    static let spellings = [
        pem, pem.replacingOccurrences(of: "\n", with: "\r\n"), pem.replacingOccurrences(of: "\n", with: "\\n"),
        pem.replacingOccurrences(of: "\n", with: "\\r\\n"), pem.replacingOccurrences(of: "\n", with: " "),
        "  \n" + pem.replacingOccurrences(of: "\n", with: "\n    ") + "  ", "\"" + pem + "\"",
        "'" + pem.replacingOccurrences(of: "\n", with: "\\n") + "'",
        Data(pem.utf8).base64EncodedString(), Data(pem.utf8).base64EncodedString(options: .lineLength64Characters),
        "\"" + Data(pem.utf8).base64EncodedString() + "\"",
    ]

    @Test("A PEM in quotes, with spaces, on one line or in base64 is read from every source", arguments: spellings)
    func repaired(text: String) throws {
        let folder = try Folder()
        try folder.write(text, to: "key")
        for inputs in [
            SettingInputs(flags: Self.algorithm, environment: ["AGENT_MEMORY_OAUTH_PRIVATE_KEY": text]),
            SettingInputs(flags: Self.algorithm, environment: ["MCP_OAUTH_PRIVATE_KEY": text]),
            SettingInputs(
                flags: Self.algorithm,
                environment: ["AGENT_MEMORY_OAUTH_PRIVATE_KEY_FILE": folder.path + "/key"]
            ),
        ] { #expect(try Self.keyID(inputs) == Self.expected) }
        #expect(PEMText.repaired(Secret(text)).reveal() == Self.pem)
    }

    @Test("A PEM over several lines in quotes is read from .env", arguments: ["\"", "'"])
    func dotEnv(quote: String) throws {
        let inputs = SettingInputs(
            flags: Self.algorithm,
            dotEnv: try DotEnv.parse("A=1\nAGENT_MEMORY_OAUTH_PRIVATE_KEY=\(quote)\(Self.pem)\(quote)\nB=2\n")
        )
        #expect(try Self.keyID(inputs) == Self.expected)
        #expect(inputs.dotEnv["B"] == "2")
    }

    @Test(
        "A text that is not a private key is described without quoting it",
        arguments: [
            ("-----BEGIN ENCRYPTED PRIVATE KEY-----\nsesame\n-----END ENCRYPTED PRIVATE KEY-----", "passphrase"),
            (
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nsesame\n-----END RSA PRIVATE KEY-----",
                "passphrase"
            ),
            ("-----BEGIN RSA PRIVATE KEY-----\nsesame\n-----END RSA PRIVATE KEY-----", "is not in PKCS #8"),
            ("-----BEGIN OPENSSH PRIVATE KEY-----\nsesame\n-----END OPENSSH PRIVATE KEY-----", "ssh-keygen"),
            ("-----BEGIN PUBLIC KEY-----\nsesame\n-----END PUBLIC KEY-----", "the private key is needed"),
            ("-----BEGIN CERTIFICATE-----\nsesame\n-----END CERTIFICATE-----", "the private key is needed"),
            ("-----BEGIN PRIVATE KEY-----", "is cut off"),
            ("-----BEGIN PRIVATE KEY-----\nsesame\n-----END PRIVATE KEY-----", "or is damaged"),
            ("/run/secrets/sesame", "oauth.privateKeyFile"), ("sesame.pem", "oauth.privateKeyFile"),
            ("sesame", "in PKCS #8 PEM"), (body, "is DER in base64"),
        ]
    )
    func diagnosis(text: String, words: String) {
        let sentence = PEMText.diagnosis(of: PEMText.repaired(Secret(text)), algorithm: "RS256")
        #expect(sentence.contains(words) && !sentence.contains("sesame"), "\(sentence)")
    }

    /// The beginning of an RSA key in PKCS #8 whose modulus has this many bits.
    private static func rsaKey(bits: Int) -> String {
        func wrapped(_ tag: UInt8, _ bytes: [UInt8]) -> [UInt8] {
            [tag, 0x82, UInt8(bytes.count >> 8), UInt8(bytes.count & 0xff)] + bytes
        }
        let modulus = [0, UInt8(1 << ((bits - 1) % 8))] + [UInt8](repeating: 7, count: (bits - 1) / 8)
        let numbers = [0x02, 0x01, 0x00] + wrapped(0x02, modulus)
        let oid: [UInt8] = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00]
        let key = [0x02, 0x01, 0x00, 0x30, 0x0d] + oid + wrapped(0x04, wrapped(0x30, numbers))
        return
            "-----BEGIN PRIVATE KEY-----\n\(Data(wrapped(0x30, key)).base64EncodedString())\n-----END PRIVATE KEY-----"
    }

    @Test(
        "An RSA key of a size that is not accepted is reported with its size",
        arguments: [(512, true), (1024, true), (2047, true), (2048, false), (4096, false), (8192, false), (8193, true)]
    )
    func sizes(bits: Int, isRefused: Bool) {
        let text = PEMText.repaired(Secret(Self.rsaKey(bits: bits)))
        for algorithm in ["RS256", "PS256"] {
            let sentence = PEMText.diagnosis(of: text, algorithm: algorithm)
            #expect(sentence.contains("is an RSA key of \(bits) bits") == isRefused, "\(sentence)")
        }
        #expect(PEMText.diagnosis(of: text, algorithm: "ES256").contains("is not a private key for ES256"))
    }

    @Test("A key in DER is recognized, and not reported as text in another encoding")
    func der() throws {
        let folder = try Folder()
        try folder.write(Array(try #require(Data(base64Encoded: Self.body))), to: "key.der")
        let found = sentences(SettingInputs(flags: ["oauth.privateKeyFile": folder.path + "/key.der"]))
        #expect(found.count == 1 && found[0].contains("openssl pkey -inform der"), "\(found)")
    }

    @Test(
        "An unusable key is a problem that names the setting and its source",
        arguments: [
            (["oauth.privateKey": "sesame"], "oauth.privateKey (command line) is not a private key for RS256"),
            (
                ["oauth.keyEncryption": "sesame"],
                "oauth.keyEncryption (command line) has 6 bytes and needs at least 32."
            ),
            (
                ["oauth.algorithm": "HS256", "oauth.sharedSecret": "sesame"],
                "oauth.sharedSecret (command line) has 6 bytes and needs at least 32."
            ),
        ]
    )
    func unusableKeys(flags: [String: String], start: String) {
        let found = sentences(SettingInputs(flags: flags))
        #expect(found.count == 1 && found[0].hasPrefix(start) && !found[0].contains("sesame"), "\(found)")
    }
}

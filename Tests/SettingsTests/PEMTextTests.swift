import Base
import Foundation
import Settings
import Testing

@Suite struct PEMTextTests {
    private static let body = ["MC4CAQAwBQYDK2VwBCIEIHxb6Ux4pxH5iYm4pPV4a7nq8nJ2J0uKxkq4Yc1uQwXX", "QUJD"]
    private static let pem = "-----BEGIN PRIVATE KEY-----\n\(body[0])\n\(body[1])\n-----END PRIVATE KEY-----\n"

    static let spellings = [
        pem, pem.replacingOccurrences(of: "\n", with: "\r\n"), pem.replacingOccurrences(of: "\n", with: "\\n"),
        pem.replacingOccurrences(of: "\n", with: "\\r\\n"), pem.replacingOccurrences(of: "\n", with: " "),
        "  \n" + pem.replacingOccurrences(of: "\n", with: "\n    ") + "  ", "\"" + pem + "\"",
        "'" + pem.replacingOccurrences(of: "\n", with: "\\n") + "'",
        Data(pem.utf8).base64EncodedString(), Data(pem.utf8).base64EncodedString(options: .lineLength64Characters),
        "\"" + Data(pem.utf8).base64EncodedString() + "\"",
    ]

    @Test("A PEM is read in quotes, with spaces, on one line and in base64, by every source", arguments: spellings)
    func repaired(text: String) throws {
        let folder = try Folder()
        try folder.write(text, to: "key")
        for inputs in [
            SettingInputs(environment: ["AGENT_MEMORY_OAUTH_PRIVATE_KEY": text]),
            SettingInputs(environment: ["MCP_OAUTH_PRIVATE_KEY": text]),
            SettingInputs(environment: ["AGENT_MEMORY_OAUTH_PRIVATE_KEY_FILE": folder.path + "/key"]),
        ] {
            #expect(try ServerSettings(inputs).oauth.privateKey?.reveal() == Self.pem)
        }
    }

    @Test("A PEM over several lines in quotes is read from .env", arguments: ["\"", "'"])
    func dotEnv(quote: String) throws {
        let inputs = SettingInputs(
            dotEnv: try DotEnv.parse("A=1\nAGENT_MEMORY_OAUTH_PRIVATE_KEY=\(quote)\(Self.pem)\(quote)\nB=2\n")
        )
        #expect(try ServerSettings(inputs).oauth.privateKey?.reveal() == Self.pem)
        #expect(inputs.dotEnv["B"] == "2")
    }

    @Test(
        "What is no private key is told apart, and nothing of it is quoted",
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
            ("sesame", "in PKCS #8 PEM"),
        ]
    )
    func diagnosis(text: String, words: String) {
        let sentence = PEMText.diagnosis(of: PEMText.repaired(Secret(text)), algorithm: "RS256")
        #expect(sentence.contains(words) && !sentence.contains("sesame"), "\(sentence)")
    }
}

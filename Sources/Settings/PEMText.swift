package import Base
import FoundationEssentials

/// A private key in PEM in the forms that environment variables hold: on one line, in quotes, indented, or in base64.
package enum PEMText {
    /// Restores lost line ends and removes quotes around the text. Text that is not PEM stays as it is.
    package static func repaired(_ secret: Secret) -> Secret {
        var text = secret.reveal().trimmed
        for quote in ["\"", "'", "`"] where text.count > 1 && text.hasPrefix(quote) && text.hasSuffix(quote) {
            text = text.dropFirst().dropLast().trimmed
        }
        let packed = String(text.filter { !$0.isWhitespace })
        if !text.contains("-----BEGIN"), let data = Data(base64Encoded: packed),
            let decoded = String(validating: data, as: UTF8.self),
            decoded.contains("-----BEGIN")
        {
            text = decoded.trimmed
        }
        text = text.replacing("\\r\\n", with: "\n").replacing("\\n", with: "\n")
        guard
            let key = text.wholeMatch(of: /-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+\/=\s]*)-----END ([A-Z0-9 ]+)-----/)
        else {
            return Secret(text)
        }
        let body = Array(key.2.filter { !$0.isWhitespace })
        let lines = stride(from: 0, to: body.count, by: 64).map { String(body[$0..<min($0 + 64, body.count)]) }
        return Secret(
            (["-----BEGIN \(key.1)-----"] + lines + ["-----END \(key.3)-----"]).joined(separator: "\n") + "\n"
        )
    }

    /// Whether the bytes are one ASN.1 sequence, as keys and certificates in DER are, and not text.
    static func isDER(_ bytes: some Collection<UInt8>) -> Bool {
        var rest = bytes[...]
        guard rest.popFirst() == 0x30, let first = rest.popFirst() else { return false }
        var length = Int(first)
        if first >= 0x80 {
            guard (0x81...0x84).contains(first), rest.count >= Int(first & 0x7f) else { return false }
            length = 0
            for _ in 0..<(first & 0x7f) { length = length << 8 | Int(rest.popFirst() ?? 0) }
        }
        return rest.count == length && rest.contains { $0 < 0x09 || $0 >= 0x80 }
    }

    /// Says what the text is instead of a private key in PKCS #8 PEM, and what to do. The result is the rest of a
    /// sentence that begins with the setting, and quotes no part of the text.
    package static func diagnosis(of secret: Secret, algorithm: String) -> String {
        let text = secret.reveal()
        func begins(_ label: String) -> Bool { text.contains("-----BEGIN \(label)") }
        if begins("ENCRYPTED") || text.contains("Proc-Type: 4,ENCRYPTED") {
            return "is encrypted with a passphrase; `openssl pkcs8 -topk8 -nocrypt -in KEY` writes it without one"
        }
        if begins("OPENSSH") {
            return "is an OpenSSH key; `ssh-keygen -p -N '' -m pkcs8 -f KEY` turns the file into PKCS #8"
        }
        if begins("PUBLIC") || begins("CERTIFICATE") || begins("RSA PUBLIC") {
            return
                "is a public key or a certificate; the private key is needed, which begins with -----BEGIN PRIVATE KEY-----"
        }
        if text.contains("-----BEGIN"), !text.contains("-----END") {
            return
                "is cut off: it has a BEGIN line and no END line. In .env, put all its lines into double quotes, or name the file with "
                + "oauth.privateKeyFile"
        }
        if ["RS", "PS"].contains(algorithm.prefix(2)), let bits = RSAKeySize.bits(ofPEM: text),
            !RSAKeySize.allowed.contains(bits)
        {
            return
                "is an RSA key of \(bits) bits, and only \(RSAKeySize.allowed.lowerBound) to \(RSAKeySize.allowed.upperBound) are accepted; "
                + "`openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out KEY` creates one"
        }
        if begins("PRIVATE KEY") {
            return
                "is not a private key for \(algorithm), or is damaged; check oauth.algorithm, or copy the key again"
        }
        if text.contains("-----BEGIN") {
            return "is not in PKCS #8; `openssl pkcs8 -topk8 -nocrypt -in KEY` turns it into that"
        }
        if let data = Data(base64Encoded: String(text.filter { !$0.isWhitespace })), isDER(data) {
            return "is DER in base64, without the first and the last line of PEM; "
                + "put -----BEGIN PRIVATE KEY----- before it and -----END PRIVATE KEY----- after it"
        }
        if text.count < 256,
            text.hasPrefix("/") || text.hasPrefix("./") || text.hasSuffix(".pem") || text.hasSuffix(".key")
        {
            return "looks like the path of a file; the setting for that is oauth.privateKeyFile"
        }
        return "is not a private key for \(algorithm) in PKCS #8 PEM, which begins with -----BEGIN PRIVATE KEY-----; "
            + "`openssl pkcs8 -topk8 -nocrypt -in KEY` converts other keys"
    }
}

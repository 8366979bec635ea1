package import Base

/// Secrets, given directly or in a file.
extension SettingReader {
    /// The use of a secret, which limits the characters it can contain.
    package enum SecretForm {
        case any
        /// In a field of an HTTP request, after a scheme.
        case header
        /// Presented to this server as a bearer token (RFC 6750 §2.1).
        case bearer
    }

    /// Reads a secret, which can also be set as `…File`: the path of a file that contains it. White space around it is
    /// dropped in both cases.
    package func secret(_ key: String, form: SecretForm = .any, _ help: String) -> Secret? {
        let direct = read(key, form: "text", fallback: "", help, isSecret: true)
        let fileKey = key + "File"
        guard let (path, source) = value(fileKey, form: "path", fallback: "", "A file that contains `\(key)`.") else {
            return direct.map { checked($0.text, form, "\(key) (\($0.source.description))") }
        }
        if let direct {
            note(
                "\(key) (\(direct.source.description)) and \(fileKey) (\(source.description)) are both set; keep one of them."
            )
            return nil
        }
        let name = "\(fileKey): the file \(path) (\(source.description))"
        do {
            guard let text = try SettingFile.text(at: path)?.trimmed else {
                note("\(name) does not exist.")
                return nil
            }
            guard text.isEmpty else { return checked(text, form, name) }
            note("\(name) is empty. Write the secret into it, or remove the setting.")
        } catch {
            note("\(name) \(error.reason)")
        }
        return nil
    }

    /// The secret with the white space around it; nil when it has none, and for a secret in a file.
    package func untrimmed(_ key: String) -> Secret? {
        layers.value(key).flatMap { $0.untrimmed == $0.text ? nil : Secret($0.untrimmed) }
    }

    /// Reports the position of the first unusable character in a secret, and never the character itself.
    private func checked(_ text: String, _ form: SecretForm, _ name: String) -> Secret {
        let scalars = text.unicodeScalars
        let misfit = scalars.enumerated().first { _, scalar in
            switch form {
            case .any: false
            case .header: !(0x20...0x7e).contains(scalar.value)
            case .bearer:
                !scalar.isASCII || !(UInt8(scalar.value).isLetterOrDigit || "-._~+/=".unicodeScalars.contains(scalar))
            }
        }
        if let misfit {
            let what =
                form == .header
                ? "a line end, a control character or another that no HTTP header can carry"
                : "a character that no bearer token can have"
            note(
                "\(name) contains \(what): number \(misfit.offset + 1) of \(scalars.count). Copy it again, as one line without quotes."
            )
        }
        return Secret(text)
    }
}

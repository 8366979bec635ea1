import Base

/// Reads typed values from a token's claims, verified or not: a request and `token explain` use the same checks.
struct ClaimReader {
    let values: [String: JSONValue]

    /// A claim that is present but has an invalid value.
    struct Malformed: Error {
        let path: ClaimPath
    }

    /// The value of the claim. Nil when it is absent or `null`: some issuers write `null` for unknown values.
    func value(_ path: ClaimPath) -> JSONValue? {
        guard let value = path.value(in: values), !value.isNull else { return nil }
        return value
    }

    func has(_ path: ClaimPath) -> Bool { value(path) != nil }

    /// Whether a claim with one of these names is present.
    func hasOne(of names: Set<Identifier>) -> Bool {
        names.contains { name in values[name.text].map { !$0.isNull } ?? false }
    }

    /// A text without control characters, because NUL truncates in C and line breaks forge log lines. Nil when absent.
    /// An empty text is malformed: if it counted as absent, another claim could decide instead.
    func text(_ path: ClaimPath) throws(Malformed) -> String? {
        guard let value = value(path) else { return nil }
        guard let text = Self.plain(value) else { throw Malformed(path: path) }
        return text
    }

    private static func plain(_ value: JSONValue) -> String? {
        guard let text = value.string, !text.isEmpty, !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) else {
            return nil
        }
        return text
    }

    /// The text of the first present claim, for values that rights depend on.
    func first(_ paths: [ClaimPath]) throws(Malformed) -> String? {
        for path in paths {
            if let text = try text(path) { return text }
        }
        return nil
    }

    /// The first usable text of several claims; malformed values count as absent. For values that are only shown.
    func firstText(_ paths: [ClaimPath]) -> String? {
        for path in paths {
            if let text = try? text(path) { return text }
        }
        return nil
    }

    /// NumericDate (RFC 7519 §2): seconds, perhaps with a fraction, from 1970 to the end of the year 9999. Nil when
    /// absent.
    func time(_ path: ClaimPath) throws(Malformed) -> Timestamp? {
        guard let value = value(path) else { return nil }
        guard let seconds = value.number, seconds >= 0, seconds < 253_402_300_800 else { throw Malformed(path: path) }
        return Timestamp(milliseconds: Int64((seconds * 1_000).rounded(.down)))
    }

    /// A string or a list of strings, like `aud` (RFC 7519 §4.1.3). Empty when absent.
    func list(_ path: ClaimPath) throws(Malformed) -> [String] {
        guard let value = value(path) else { return [] }
        guard let elements = value.array else { return [try text(path)].compactMap { $0 } }
        var texts: [String] = []
        for element in elements {
            guard let text = Self.plain(element) else { throw Malformed(path: path) }
            texts.append(text)
        }
        return texts
    }

    /// The values as an operator writes them: texts, booleans and numbers, alone or in a list.
    func words(_ path: ClaimPath) -> [String] {
        guard let value = value(path) else { return [] }
        return (value.array ?? [value]).compactMap { element in
            switch element {
            case .string(let text): text
            case .bool(let truth): String(truth)
            case .integer(let number): String(number)
            case .number(let number): String(number)
            case .decimal(let text): text
            case .null, .array, .object: nil
            }
        }
    }

    /// Names in a list, or in one string separated by spaces (RFC 6749 §3.3). Empty when absent.
    func names(_ path: ClaimPath) throws(Malformed) -> [String] {
        guard let value = value(path) else { return [] }
        if let text = value.string { return text.split(separator: " ").map(String.init) }
        guard value.array != nil else { throw Malformed(path: path) }
        return texts(path)
    }

    /// The texts in a list, or a single text. Other values grant nothing and are skipped.
    func texts(_ path: ClaimPath) -> [String] {
        guard let value = value(path) else { return [] }
        return (value.array ?? [value]).compactMap(Self.plain)
    }
}

import Base

/// Typed reading of a token's claims, believed or not: the checks are the same for a request and for `token explain`.
struct ClaimReader {
    let values: [String: JSONValue]

    /// Present, but not what it has to be.
    struct Malformed: Error {
        let path: ClaimPath
    }

    /// Nil when absent, which `null` is too: some issuers write it for what they do not know.
    func value(_ path: ClaimPath) -> JSONValue? {
        guard let value = path.value(in: values), !value.isNull else { return nil }
        return value
    }

    func has(_ path: ClaimPath) -> Bool { value(path) != nil }

    /// Whether there is a claim of one of these names.
    func hasOne(of names: Set<Identifier>) -> Bool {
        names.contains { name in values[name.text].map { !$0.isNull } ?? false }
    }

    /// Without control characters: NUL truncates in C, line breaks forge log lines. Nil when absent. An empty text is
    /// malformed: taken for absent, it would let another claim decide in its place.
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

    /// The text of the first of several places that is there: for what rights depend on.
    func first(_ paths: [ClaimPath]) throws(Malformed) -> String? {
        for path in paths {
            if let text = try text(path) { return text }
        }
        return nil
    }

    /// The first of several places that holds a usable text; what is malformed counts as absent. For what is only
    /// shown.
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

    /// A string or a list of strings, as `aud` is (RFC 7519 §4.1.3). Empty when absent.
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

    /// What stands there as an operator writes it: texts, booleans and numbers, by themselves or in a list.
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

    /// Names in a list, or separated by spaces in one string (RFC 6749 §3.3). Empty when absent.
    func names(_ path: ClaimPath) throws(Malformed) -> [String] {
        guard let value = value(path) else { return [] }
        if let text = value.string { return text.split(separator: " ").map(String.init) }
        guard value.array != nil else { throw Malformed(path: path) }
        return texts(path)
    }

    /// The texts in a list, or the one that stands there by itself. What is none grants nothing and is passed over.
    func texts(_ path: ClaimPath) -> [String] {
        guard let value = value(path) else { return [] }
        return (value.array ?? [value]).compactMap(Self.plain)
    }
}

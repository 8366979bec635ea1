import Base

extension ConfigValue {
    /// JSON on one line, with a blank after colons and commas unless `isDense`.
    func json(isDense: Bool = false) -> String {
        let (colon, comma) = isDense ? (":", ",") : (": ", ", ")
        switch self {
        case .string(let text): return StrictJSON.quoted(text)
        case .bool(let flag): return flag ? "true" : "false"
        case .other(let text): return text
        case .list(let elements):
            return "[" + elements.map { $0.json(isDense: isDense) }.joined(separator: comma) + "]"
        case .mapping(let members):
            let parts = members.map { StrictJSON.quoted($0.name) + colon + $0.value.json(isDense: isDense) }
            return "{" + parts.joined(separator: comma) + "}"
        }
    }

    /// JSON with one member a line. Lists stay on one line.
    /// - Parameters:
    ///   - indentation: of the line on which the value begins.
    ///   - unit: what a level adds.
    func json(indentation: String, unit: String, newline: String) -> String {
        guard case .mapping(let members) = self, !members.isEmpty else { return json() }
        let inner = indentation + unit
        let lines = members.map { member in
            let value = member.value.json(indentation: inner, unit: unit, newline: newline)
            return newline + inner + StrictJSON.quoted(member.name) + ": " + value
        }
        return "{" + lines.joined(separator: ",") + newline + indentation + "}"
    }
}

extension StrictJSON {
    /// The text as a JSON string with its quotes.
    static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = []
        append(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}

import Base

/// The rules for a user's name, which is the `user_id` the APIs show, and part of URLs.
package enum UserName {
    package static let limit = 128

    /// Throws `validationFailed` naming `field` unless the name has 1…128 characters, none of them a control character
    /// or one of `/ ? # %` (they would end or change a path), and no white space at its ends.
    package static func check(_ name: String, field: String = "name") throws {
        guard try DisplayText.check(name, field: field, limit: limit) == name else {
            throw Fault.validation(field, "white_space", "The \(field) must not begin or end with white space.")
        }
        guard !name.utf8.contains(where: isReserved) else {
            throw Fault.validation(field, "reserved_character", "The \(field) must not contain / ? # or %.")
        }
        guard name != ".", name != ".." else {
            throw Fault.validation(field, "reserved_character", "The \(field) must not be a path segment of dots.")
        }
    }

    /// A new name as it is kept: in Normalization Form C, so that what looks the same is the same.
    package static func normalized(_ name: String) -> String { name.normalFormC }

    /// What two names have in common that are one for a login: without surrounding white space and case, in
    /// Normalization Form C (RFC 8265 §3.3, UsernameCaseMapped, but for the width of characters). By way of upper case:
    /// "ς" and "σ" are one letter there, and "ß" is "ss".
    package static func loginName(_ name: String) -> String {
        trimmed(name).normalFormC.uppercased().lowercased().normalFormC
    }

    /// Without surrounding white space.
    package static func trimmed(_ name: String) -> String {
        let scalars = name.unicodeScalars
        guard let start = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let end = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[start...end])
    }

    /// The nearest name that follows the rules, for people whose name an identity provider chose; nil when nothing is
    /// left.
    package static func nearest(to text: String) -> String? {
        let kept = text.unicodeScalars.filter { !($0.isASCII && isReserved(UInt8($0.value))) }
        // Room for the `-2` a store appends when the name is taken.
        guard let name = DisplayText.nearest(to: String(String.UnicodeScalarView(kept)).normalFormC, limit: limit - 8),
            (try? check(name)) != nil
        else { return nil }
        return name
    }

    private static func isReserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "%"): true
        default: false
        }
    }
}

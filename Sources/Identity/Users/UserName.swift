import Base

/// The rules for a user's name, which is the `user_id` of the APIs and part of URLs.
package enum UserName {
    package static let limit = 128

    /// Checks that the name has 1 to 128 characters, none of them a control character or one of `/ ? # %` (they would
    /// end or change a URL path), and no white space at either end.
    /// - Throws: `validationFailed` naming `field`.
    package static func check(_ name: String, field: String = "name") throws {
        guard try DisplayText.check(name, field: field, limit: limit) == name else {
            throw Fault.validation(field, "white_space", "The \(field) must not begin or end with white space.")
        }
        guard !name.utf8.contains(where: isReserved) else {
            throw Fault.validation(field, "reserved_character", "The \(field) must not contain / ? # or %.")
        }
        guard name != ".", name != ".." else {
            throw Fault.validation(field, "reserved_character", "The \(field) must not be “.” or “..”.")
        }
    }

    /// A new name as it is stored: in Normalization Form C, so that names that look the same are the same.
    package static func normalized(_ name: String) -> String { name.normalFormC }

    /// The key of a name at login: without surrounding white space and case, in Normalization Form C (RFC 8265 §3.3,
    /// UsernameCaseMapped, except for the width of characters). The conversion goes through upper case: "ς" and "σ"
    /// become one letter there, and "ß" becomes "ss".
    package static func loginName(_ name: String) -> String {
        trimmed(name).normalFormC.uppercased().lowercased().normalFormC
    }

    /// The name without surrounding white space.
    package static func trimmed(_ name: String) -> String {
        let scalars = name.unicodeScalars
        guard let start = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let end = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[start...end])
    }

    /// The most similar name that follows the rules, for a name from an identity provider; nil when nothing is left.
    package static func nearest(to text: String) -> String? {
        let kept = text.unicodeScalars.filter { !($0.isASCII && isReserved(UInt8($0.value))) }
        // Leaves room for the `-2` that a store appends when the name is taken.
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

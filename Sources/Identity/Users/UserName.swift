import Base

/// The rules for a user's name, which is the `user_id` the APIs show, and part of URLs.
package enum UserName {
    package static let limit = 128

    /// Throws `validationFailed` naming `field` unless the name has 1…128 characters, none of them a control character or one of `/ ? # %`
    /// (they would end or change a path), and no white space at its ends.
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

    /// The nearest name that follows the rules, for people whose name an identity provider chose; nil when nothing is left.
    package static func nearest(to text: String) -> String? {
        let kept = text.unicodeScalars.filter { !($0.isASCII && isReserved(UInt8($0.value))) }
        // Room for the `-2` a store appends when the name is taken.
        guard let name = DisplayText.nearest(to: String(String.UnicodeScalarView(kept)), limit: limit - 8), (try? check(name)) != nil
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

package import Base

/// The owners of the memories of another system, once they are here.
package enum ImportOwners: Sendable {
    /// The caller's, when the source has those of one user at most.
    case caller
    /// All become those of one user.
    case all(String)
    /// Each user there is a user here, by name. Memories of nobody are the caller's.
    case mapped([Identifier: String])

    enum Owner {
        case caller
        case named(String)
        case unknown
    }

    /// Whether memories name a user, who must be one that the caller may write for.
    var names: Bool {
        switch self {
        case .caller: false
        case .all, .mapped: true
        }
    }

    func owner(of user: String?) -> Owner {
        switch self {
        case .caller: return .caller
        case .all(let name): return .named(name)
        case .mapped(let map):
            guard let user, !user.isEmpty else { return .caller }
            return map[Identifier(user)].map { .named($0) } ?? .unknown
        }
    }

    /// Memories of several people never become those of one unless somebody says so.
    /// - Throws: `validationFailed`.
    func check(_ users: [String]) throws {
        guard case .caller = self, users.count > 1 else { return }
        throw Fault(
            .validationFailed,
            "The source has memories of \(users.count) users. Use the command with --user-map to say who is who, or with --user to give all to one."
        )
    }

    /// Reads a user map: a line for each user, `name there = name here`. Blank lines and lines that begin with # do not
    /// count.
    /// - Throws: `validationFailed` with the number of the wrong line.
    package static func map(_ bytes: [UInt8]) throws -> ImportOwners {
        var map: [Identifier: String] = [:]
        let lines = try SourceText.read(bytes).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() {
            let text = line.trimmed
            guard !text.isEmpty, !text.hasPrefix("#") else { continue }
            let sides = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(\.trimmed)
            guard sides.count == 2, !sides[0].isEmpty, !sides[1].isEmpty else {
                throw Fault(
                    .validationFailed,
                    "Line \(index + 1) of the user map is not of the form: name there = name here."
                )
            }
            guard map.updateValue(String(sides[1]), forKey: Identifier(String(sides[0]))) == nil else {
                throw Fault(.validationFailed, "Line \(index + 1) of the user map names a user for the second time.")
            }
        }
        return .mapped(map)
    }
}

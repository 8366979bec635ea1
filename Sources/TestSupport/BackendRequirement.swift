import FoundationEssentials

/// The backends that must be tested, as `REQUIRE_BACKENDS` says: nothing for those that are here, `1` for every
/// backend, or names with commas between.
package struct BackendRequirement: Sendable {
    package let backends: Set<Backend>
    /// What no backend is called. A mistake there must not pass as “nothing required”.
    package let unknown: [String]

    package init(_ text: String) {
        let names = text.split(separator: ",").map { String($0.filter { $0 != " " }) }.filter { !$0.isEmpty }
        let isAll = names == ["1"]
        backends = isAll ? Set(Backend.allCases) : Set(names.compactMap(Backend.init(rawValue:)))
        unknown = isAll ? [] : names.filter { Backend(rawValue: $0) == nil }
    }

    package static let ofEnvironment = Self(ProcessInfo.processInfo.environment["REQUIRE_BACKENDS"] ?? "")
}

import FoundationEssentials

/// The backends that must be tested, from `REQUIRE_BACKENDS`: empty for those that can run here, `1` for every backend,
/// or names separated by commas.
package struct BackendRequirement: Sendable {
    package let backends: Set<Backend>
    /// Names that belong to no backend. A typing error must not pass as “nothing required”.
    package let unknown: [String]

    package init(_ text: String) {
        let names = text.split(separator: ",").map { String($0.filter { $0 != " " }) }.filter { !$0.isEmpty }
        let isAll = names == ["1"]
        backends = isAll ? Set(Backend.allCases) : Set(names.compactMap(Backend.init(rawValue:)))
        unknown = isAll ? [] : names.filter { Backend(rawValue: $0) == nil }
    }

    package static let ofEnvironment = Self(ProcessInfo.processInfo.environment["REQUIRE_BACKENDS"] ?? "")
}

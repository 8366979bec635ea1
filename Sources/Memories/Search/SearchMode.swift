/// How to search.
package enum SearchMode: String, Sendable, Hashable, CaseIterable {
    case semantic, keyword, hybrid
}

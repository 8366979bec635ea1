/// Counts the calls of a language model by day, so that one person cannot use up everybody's.
package protocol LanguageCallStore: Sendable {
    /// Counts one call; false, and nothing counted, when the payer has made `limit` calls on that day or all together
    /// have made `limitOfAll`. Of racing callers no more than the limits get `true`.
    /// - Parameter day: days since 1970.
    func spend(_ payer: LanguagePayer, day: Int, limit: Int, limitOfAll: Int) async throws -> Bool
    /// Removes the counts of days before `day`; returns how many.
    func purge(before day: Int) async throws -> Int
}

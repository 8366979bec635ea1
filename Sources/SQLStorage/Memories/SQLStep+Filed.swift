extension SQLStep {
    /// Removes everything that is filed under names of users. Cascades to memories with their vectors and words, and to what
    /// applications deleted; triggers remove former contents.
    /// - Parameter place: the condition on `workspace_id` and `user_id`.
    /// - Returns: steps of which `partitions` names the removed partitions.
    static func removing(filedUnder place: SQL) -> [SQLStep] {
        [
            .run("DELETE FROM partitions WHERE \(place) RETURNING id", as: "partitions"),
            .run("DELETE FROM sessions WHERE \(place)"),
            .run("DELETE FROM promotions WHERE \(place)"),
            .run("DELETE FROM language_calls WHERE \(place)"),
            .run("DELETE FROM user_profiles WHERE \(place)"),
        ]
    }
}

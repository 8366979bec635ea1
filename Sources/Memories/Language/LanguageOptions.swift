/// How much the server may use its language model.
package struct LanguageOptions: Sendable, Hashable {
    /// Calls a day of one user of a workspace.
    package var callsOfPerson = 200
    /// Calls a day of all users together.
    package var callsOfAll = 5_000
    /// How long the first new message of a session waits for more.
    package var delay = Duration.seconds(10)

    package init() {}
}

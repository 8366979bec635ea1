import Authorization
import Base
import ClientCatalog

/// A step of an application's connection, as far as this server has seen it.
struct ConnectionProgress: Sendable {
    let number: Int
    let text: String
    let detail: String
    let isDone: Bool
    let isNow: Bool

    static func steps(
        of client: KnownClient,
        _ connection: ConnectedApplication?,
        firstCall call: Timestamp?
    ) -> [ConnectionProgress] {
        let scopes =
            connection.map { $0.scopes.text } ?? localized("It opens your browser, where you log in and allow it.")
        let used = connection?.lastUsedAt
        let seen = (call ?? used).map {
            call == nil ? localized("Last seen \(ShownTime.minute($0)).") : localized("Called \(ShownTime.minute($0)).")
        }
        return [
            ConnectionProgress(
                number: 1,
                text: connection == nil
                    ? localized("Waiting until you allow \(client.title)") : localized("You allowed it"),
                detail: scopes,
                isDone: connection != nil,
                isNow: connection == nil
            ),
            ConnectionProgress(
                number: 2,
                text: used == nil ? localized("It gets its token") : localized("It got its token"),
                detail: seen ?? localized("Ask \(client.title): “what do you remember about me?”"),
                isDone: used != nil,
                isNow: connection != nil && used == nil
            ),
        ]
    }
}

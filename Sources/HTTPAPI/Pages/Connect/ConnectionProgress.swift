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
        let scopes = connection.map { $0.scopes.text } ?? "It opens your browser, where you log in and allow it."
        let used = connection?.lastUsedAt
        let seen = (call ?? used).map {
            "\(call == nil ? "Last seen" : "Called") \($0.description.prefix(16).replacing("T", with: " ")) UTC."
        }
        return [
            ConnectionProgress(
                number: 1,
                text: connection == nil ? "Waiting until you allow \(client.title)" : "You allowed it",
                detail: scopes,
                isDone: connection != nil,
                isNow: connection == nil
            ),
            ConnectionProgress(
                number: 2,
                text: used == nil ? "It gets its token" : "It got its token",
                detail: seen ?? "Ask \(client.title): “what do you remember about me?”",
                isDone: used != nil,
                isNow: connection != nil && used == nil
            ),
        ]
    }
}

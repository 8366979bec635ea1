import Base
import Identity

/// Decides which user a request's data belongs to.
enum Ownership {
    /// The owner of what the request names.
    /// - Parameter named: the `user_id` of the request.
    /// - Throws: `forbidden` when the `user_id` is not within reach.
    static func owner(_ named: String?, by access: Access) throws -> String? {
        let named = named?.nonEmpty
        switch access.reach {
        case .everyone:
            return named ?? access.author
        case .only(let own):
            guard named == nil || own.isExactly(named) else { throw Fault.foreignName }
            return own
        }
    }
}

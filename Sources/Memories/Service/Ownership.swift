import Base
import Identity

/// Under whose name something is filed.
enum Ownership {
    /// - Parameter named: the `user_id` of the request.
    /// - Throws: `forbidden` for another's name than those within reach.
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

import Base
import Identity

/// Messages as bytes, for the database.
extension FlashMessages.Message {
    var bytes: [UInt8] {
        let members: [String: JSONValue] =
            switch self {
            case .newToken(let secret, let text): ["token": .string(secret.reveal()), "text": .string(text)]
            case .link(let link, let note): ["link": .string(link.reveal()), "text": .string(note)]
            case .done(let sentence): ["text": .string(sentence)]
            }
        return (try? StrictJSON.encode(.object(members))) ?? []
    }

    /// Nil for other bytes.
    init?(_ bytes: [UInt8]) {
        guard let json = try? StrictJSON.parse(bytes), let text = json["text"]?.string else { return nil }
        if let token = json["token"]?.string {
            self = .newToken(Secret(token), text)
        } else if let link = json["link"]?.string {
            self = .link(Secret(link), text)
        } else {
            self = .done(text)
        }
    }
}

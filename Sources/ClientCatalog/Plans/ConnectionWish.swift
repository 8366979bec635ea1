package import Base

/// The request of a person to `agent-memory connect`.
package struct ConnectionWish: Sendable {
    package let client: KnownClient
    package let filling: Filling
    /// Whether clients on the internet can reach the address.
    package let isPublic: Bool
    package var isProject = false
    package var removes = false
    /// Whether the client's link is opened instead of writing its file.
    package var opens = false
    /// Whether an entry of that name that points elsewhere is replaced or removed, and a read-only file is changed.
    package var isForced = false

    package init(_ client: KnownClient, _ filling: Filling) {
        self.client = client
        self.filling = filling
        isPublic = Self.isPublic(filling.url)
    }

    /// The same with an API token.
    package func with(_ token: Secret) -> ConnectionWish {
        let filling = Filling(
            name: filling.name,
            url: filling.url,
            token: token,
            program: filling.program,
            data: filling.data
        )
        var wish = ConnectionWish(client, filling)
        (wish.isProject, wish.removes, wish.opens, wish.isForced) = (isProject, removes, opens, isForced)
        return wish
    }

    /// An https address whose host is neither this machine nor in a private network, as far as its name tells.
    package static func isPublic(_ url: String) -> Bool {
        guard let parts = URIParts(url), parts.scheme == "https",
            let authority = parts.authority.flatMap({ Authority($0) })
        else { return false }
        if let address = authority.host.address { return address.isPublic }
        let labels = authority.host.bare.lowercased().split(separator: ".")
        let isReserved = ["local", "localhost", "internal", "lan", "test", "arpa"].contains(labels.last ?? "")
        return labels.count > 1 && !isReserved
    }
}

/// The part of every call that the address of a request fixes, in dialects whose addresses name a user and a client.
package struct CallPlace: Sendable {
    /// The user whose memories are meant; nil leaves it to the caller's credential and the arguments. The policy still
    /// decides whether the caller may act for that user.
    package let user: String?
    /// The name that the client gave itself. It proves nothing; provenance comes from the credential.
    package let label: String?

    package init(user: String? = nil, label: String? = nil) {
        self.user = user
        self.label = label
    }
}

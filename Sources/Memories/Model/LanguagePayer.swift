package import Base
package import Identity

/// The user of a workspace whose share of the language model a call uses up.
package struct LanguagePayer: Sendable {
    package let workspace: ID<Workspace>
    /// Empty for the calls that belong to no user in particular.
    package let user: String

    package init(workspace: ID<Workspace>, user: String?) {
        self.workspace = workspace
        self.user = user ?? ""
    }
}

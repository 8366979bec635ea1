/// The result of a change of a team's members.
package enum MemberChange: Sendable, Hashable {
    case done
    /// The workspace, the user or the membership does not exist, or the workspace is personal.
    case absent
    /// Refused without any change, because the team would have no active admin left.
    case lastAdmin
}

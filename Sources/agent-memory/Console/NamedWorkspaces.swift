import Base
import Identity
import Settings

extension ServerSettings {
    /// The settings that name a workspace, each with the workspace.
    var namedWorkspaces: [(setting: String, workspace: String)] {
        let anonymous = auth.anonymousWorkspace.map { [("auth.anonymous.workspace", $0)] } ?? []
        let services = auth.issuers.flatMap { issuer in
            issuer.trust.services.sorted { $0.key < $1.key }.map {
                ("auth.issuer.\(issuer.name).services", $0.value)
            }
        }
        return anonymous + services
    }

    /// The settings that name one of these workspaces, by name or id.
    func settings(naming names: Set<String>) -> [String] {
        namedWorkspaces.filter { names.contains($0.workspace) }.map(\.setting)
    }

    /// The settings whose workspace does not exist, so that callers bound to it are refused.
    func missingWorkspaces(in workspaces: any WorkspaceStore) async throws -> [(setting: String, workspace: String)] {
        var missing: [(String, String)] = []
        // The server creates the workspace “open” itself.
        for named in namedWorkspaces where named.workspace != OperatorTools.openName {
            if try await workspaces.workspace(nameOrID: named.workspace) == nil { missing.append(named) }
        }
        return missing
    }
}

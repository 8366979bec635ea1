import Settings

/// The problems that a start with these settings reports.
func findings(of start: () async throws -> Void) async throws -> [String] {
    do {
        try await start()
        return []
    } catch let found as SettingProblems {
        return found.problems.map(\.sentence)
    }
}

/// The findings for an address that can never be fetched.
enum Unreachable {
    static let noURL = "the address is not an http or https URL, or it contains a space, a user name or a fragment."
    static let notSecure = "must be reached over https (http is for loopback only)."
}

import ClientCatalog
import Glibc
import Settings

/// Installs and removes the service of a place with systemd.
struct DaemonInstallation {
    let place: DaemonPlace
    let folders: PersonFolders

    private static let unit = DaemonUnit.name + ".service"

    /// The steps of `install`, as the words after `systemctl`.
    static let startSteps = [["daemon-reload"], ["enable", unit], ["restart", unit]]

    func install(_ text: String) throws {
        let systemctl = try systemctl()
        if let account = place.account { try make(account) }
        let before = try FileReplacement.read(place.unitFile)
        let edit = FileEdit(path: place.unitFile, before: before, after: Array(text.utf8), holdsToken: false)
        if edit.isChange {
            // A unit that an administrator changed is kept next to it.
            let copy = try FileReplacement.replace(edit, stamp: "\(getpid())")
            Terminal.line("Wrote \(place.unitFile)" + (copy.map { " (the former file: \($0))" } ?? "") + ".")
        }
        for step in Self.startSteps { try run(systemctl, step) }
    }

    /// - Throws: `CommandFailure` when it does not run.
    func requireRunning() throws {
        try run(systemctl(), ["is-active", Self.unit])
    }

    /// - Returns: false when there was none.
    func uninstall() throws -> Bool {
        guard access(place.unitFile, F_OK) == 0 else { return false }
        let systemctl = try systemctl()
        try run(systemctl, ["disable", "--now", Self.unit])
        guard unlink(place.unitFile) == 0 else {
            throw CommandFailure("\(place.unitFile) cannot be removed: \(String(cString: strerror(errno))).")
        }
        try run(systemctl, ["daemon-reload"])
        return true
    }

    private func run(_ systemctl: String, _ step: [String]) throws {
        try programs.run(systemctl, (place.isSystem ? [] : ["--user"]) + step)
    }

    private func make(_ account: String) throws {
        guard getpwnam(account) == nil else { return }
        let words = ["--system", "--user-group", "--no-create-home", "--home-dir", place.data]
        try programs.run("/usr/sbin/useradd", words + ["--shell", "/usr/sbin/nologin", account])
    }

    private var programs: ClientProgram { ClientProgram(environment: folders.variables) }

    private func systemctl() throws -> String {
        guard let path = folders.program("systemctl") else {
            throw CommandFailure(
                "There is no systemctl on the PATH. `agent-memory service show` prints the unit, and "
                    + "`agent-memory service show --manager launchd` the property list for a Mac."
            )
        }
        return path
    }
}

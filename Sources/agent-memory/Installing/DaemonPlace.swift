import Settings

/// Where a service is installed: for the machine, or for the person who asks.
struct DaemonPlace {
    let isSystem: Bool
    let unitFile: String
    let data: String

    init(isSystem: Bool, _ folders: PersonFolders) {
        self.isSystem = isSystem
        let units =
            isSystem ? "/etc/systemd/system" : "\(folders.config ?? folders.home + "/.config")/systemd/user"
        unitFile = "\(units)/\(DaemonUnit.name).service"
        data = (isSystem ? "/var/lib/" : "\(folders.home)/.local/share/") + DaemonUnit.name
    }

    /// The account that the service gets; nil for that of the person.
    var account: String? { isSystem ? DaemonUnit.name : nil }

    /// The option of systemctl and journalctl for it, with the space after it.
    var option: String { isSystem ? "" : "--user " }
}

import ClientCatalog
import Glibc
import Settings

/// The machine this command runs on, with its files and programs.
struct PersonMachine {
    let machine: Machine
    let programs: ClientProgram

    init(_ folders: PersonFolders, directory: String) {
        machine = Machine(
            platform: .current,
            home: folders.home,
            config: folders.config,
            directory: directory,
            find: { folders.program($0) }
        )
        programs = ClientProgram(environment: folders.variables)
    }

    func state(of client: KnownClient) -> ClientState {
        ClientState(
            of: client,
            on: machine,
            exists: { access($0, F_OK) == 0 },
            read: { try FileReplacement.read($0) }
        )
    }

    /// Does the plan's steps, and returns what was done, one line an element.
    func perform(_ plan: ConnectionPlan, stamp: String) throws -> [String] {
        try plan.steps.flatMap { step -> [String] in
            switch step {
            case .run(let command):
                guard let path = machine.find(command[0]) else {
                    throw CommandFailure("\(command[0]) is not on the PATH any more. Run this again.")
                }
                try programs.run(path, Array(command.dropFirst()))
                return ["Ran: " + ConnectionPlan.shell(command)]
            case .edit(let edit):
                let backup = try FileReplacement.replace(edit, stamp: stamp, isForced: plan.isForced)
                return ["Wrote \(edit.path)" + (backup.map { " (the former file: \($0))" } ?? "")] + remarks(on: edit)
            case .open(let link):
                guard let opener = ["xdg-open", "open"].lazy.compactMap(machine.find).first else {
                    return ["No program opens links here. Open it yourself: \(link)"]
                }
                try programs.start(opener, [link])
                return ["Opened: \(link)"]
            }
        }
    }

    /// Warns when other people can read a token.
    private func remarks(on edit: FileEdit) -> [String] {
        guard edit.holdsToken else { return [] }
        var remarks: [String] = []
        var status = stat()
        if stat(edit.path, &status) == 0, status.st_mode & 0o077 != 0 {
            remarks.append("WARNING: Other users of this machine can read the token in it. Run: chmod 600 \(edit.path)")
        }
        if edit.path.hasPrefix(machine.directory + "/"), machine.directory != machine.home {
            remarks.append("WARNING: It contains a token. Keep it out of version control.")
        }
        return remarks
    }
}

import Base
import Foundation
import Testing

@testable import ClientCatalog

@Suite struct FileReplacementTests {
    private func withFolder(_ body: (String) throws -> Void) throws {
        let url = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().appending(
            path: "file-replacement-\(UUID().uuidString)"
        )
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: url) }
        try body(url.path)
    }

    private func edit(_ path: String, _ before: String?, _ after: String, holdsToken: Bool = false) -> FileEdit {
        FileEdit(
            path: path,
            before: before.map { Array($0.utf8) },
            after: Array(after.utf8),
            holdsToken: holdsToken
        )
    }

    private func mode(_ path: String) throws -> Int {
        try #require(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test("A read-only file is refused with a sentence, and replaced when that is forced")
    func readOnly() throws {
        try withFolder { (folder: String) throws in
            let path = folder + "/a.json"
            try "old".write(toFile: path, atomically: false, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path)
            #expect {
                try FileReplacement.replace(edit(path, "old", "new"), stamp: "1")
            } throws: { error in
                "\(error)".hasPrefix("\(path) is read-only.") && "\(error)".contains("--force")
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a.json"])
            _ = try FileReplacement.replace(edit(path, "old", "new"), stamp: "1", isForced: true)
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "new" && mode(path) == 0o444)
        }
    }

    @Test("A file is replaced with its mode; the backup has the former text; nothing else is left")
    func replacement() throws {
        try withFolder { (folder: String) throws in
            let path = folder + "/a.json"
            try "old".write(toFile: path, atomically: false, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
            let backup = try #require(try FileReplacement.replace(edit(path, "old", "new"), stamp: "1"))
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "new")
            #expect(try String(contentsOfFile: backup, encoding: .utf8) == "old")
            #expect(try mode(path) == 0o640 && mode(backup) == 0o640)
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == [
                    "a.json", "a.json.before-agent-memory-1",
                ]
            )
        }
    }

    @Test("A symbolic link stays one, and its target is replaced")
    func links() throws {
        try withFolder { (folder: String) throws in
            let (target, link) = (folder + "/dotfiles.json", folder + "/link.json")
            try "old".write(toFile: target, atomically: false, encoding: .utf8)
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "dotfiles.json")
            _ = try FileReplacement.replace(edit(link, "old", "new"), stamp: "1")
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "dotfiles.json")
            #expect(try String(contentsOfFile: target, encoding: .utf8) == "new")
        }
    }

    @Test("A link to a file that does not exist is refused with a sentence")
    func danglingLinks() throws {
        try withFolder { (folder: String) throws in
            let link = folder + "/link.json"
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "missing.json")
            #expect {
                _ = try FileReplacement.read(link)
            } throws: {
                "\($0)" == "\(link) is a link to a file that does not exist. Create that file, or remove the link."
            }
        }
    }

    @Test("A new file is created with its folders; with a token, only its owner can read it")
    func newFiles() throws {
        try withFolder { (folder: String) throws in
            let path = folder + "/a/b/c.json"
            #expect(try FileReplacement.read(path) == nil)
            #expect(try FileReplacement.replace(edit(path, nil, "new", holdsToken: true), stamp: "1") == nil)
            #expect(try mode(path) == 0o600)
            #expect(try FileReplacement.read(path) == Array("new".utf8))
        }
    }

    @Test("A file that another program changed or created meanwhile is left as it is")
    func races() throws {
        try withFolder { (folder: String) throws in
            let path = folder + "/a.json"
            try "theirs".write(toFile: path, atomically: false, encoding: .utf8)
            for before in ["old", nil] {
                #expect(throws: UnusableFile.self) {
                    try FileReplacement.replace(edit(path, before, "new"), stamp: "1")
                }
            }
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "theirs")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a.json"])
        }
    }

    @Test("A directory, a FIFO and a dangling link are refused, and reading them does not block")
    func otherKinds() throws {
        try withFolder { (folder: String) throws in
            let (fifo, link) = (folder + "/fifo", folder + "/link")
            #expect(mkfifo(fifo, 0o600) == 0)
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "nothing")
            for path in [folder, fifo, link] { #expect(throws: UnusableFile.self) { try FileReplacement.read(path) } }
        }
    }
}

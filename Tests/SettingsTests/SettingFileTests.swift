import Authorization
import Base
import Foundation
import Glibc
import Settings
import Testing

/// A new directory for each test.
struct Folder: ~Copyable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "settings-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: URL(filePath: path + "/" + name))
    }

    func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }
}

/// Things at the path of a settings file that cannot be read as one.
enum Hostile: CaseIterable {
    case latin1, utf16, bigEndian, utf16WithoutMark, utf32, nul, truncated, directory, danglingLink, linkLoop, huge
    case pipe, socket, device

    /// Creates it at the path. It contains the text where that is possible.
    func make(_ text: String, in folder: borrowing Folder, as name: String) throws {
        let files = FileManager.default
        let path = folder.path + "/" + name
        switch self {
        case .latin1: try folder.write(Array("# r".utf8) + [0xe9] + Array("glages\n\(text)".utf8), to: name)
        case .utf16:
            try folder.write([0xff, 0xfe] + text.utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }, to: name)
        case .bigEndian:
            try folder.write([0xfe, 0xff] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xff)] }, to: name)
        case .utf16WithoutMark: try folder.write(text.utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }, to: name)
        case .utf32: try folder.write([0xff, 0xfe, 0, 0] + text.utf8.flatMap { [$0, 0, 0, 0] }, to: name)
        case .nul: try folder.write(text + "\u{0}", to: name)
        case .truncated: try folder.write(Array(text.utf8) + [0xe2, 0x82], to: name)
        case .directory: try files.createDirectory(atPath: path, withIntermediateDirectories: false)
        case .danglingLink: try files.createSymbolicLink(atPath: path, withDestinationPath: folder.path + "/nowhere")
        case .linkLoop: try files.createSymbolicLink(atPath: path, withDestinationPath: path)
        case .huge: try folder.write(text + String(repeating: "#", count: 1_048_577), to: name)
        case .pipe: #expect(mkfifo(path, 0o600) == 0)
        case .socket: #expect(mknod(path, S_IFSOCK | 0o600, 0) == 0)
        case .device: try files.createSymbolicLink(atPath: path, withDestinationPath: "/dev/zero")
        }
    }
}

@Suite struct SettingFileTests {
    private static let texts = [
        ".env": "AGENT_MEMORY_OAUTH_REGISTRATION=off\n", "agent-memory.yaml": "oauth:\n  registration: off\n",
        "agent-memory.yml": "oauth:\n  registration: off\n",
    ]

    @Test(
        "A settings file that exists and cannot be read prevents the start and is named",
        arguments: texts.keys.sorted(),
        Hostile.allCases
    )
    func unreadableFiles(name: String, hostile: Hostile) throws {
        let folder = try Folder()
        try hostile.make(Self.texts[name] ?? "", in: folder, as: name)
        for (configuration, environment) in [
            (nil, [:]), (folder.path + "/" + name, [:]), (nil, ["AGENT_MEMORY_CONFIG": folder.path + "/" + name]),
        ] {
            let problems = #expect(throws: SettingProblems.self, "\(hostile)") {
                try SettingInputs.read(configuration: configuration, environment: environment, directory: folder.path)
            }
            #expect(problems?.problems.first?.sentence.hasPrefix("\(folder.path)/\(name) ") == true)
        }
    }

    @Test(
        "A settings file is read with and without a byte order mark",
        arguments: texts.keys.sorted(),
        [[], [0xef, 0xbb, 0xbf]] as [[UInt8]]
    )
    func byteOrderMarks(name: String, mark: [UInt8]) throws {
        let folder = try Folder()
        try folder.write(mark + Array((Self.texts[name] ?? "").utf8), to: name)
        let inputs = try SettingInputs.read(environment: ["AGENT_MEMORY_CONFIG": " "], directory: folder.path)
        #expect(try ServerSettings(inputs).oauth.registration == .off)
    }

    @Test("No file is required; a file that was named must exist")
    func absence() throws {
        let folder = try Folder()
        #expect(try SettingInputs.read(environment: [:], directory: folder.path).file == nil)
        #expect(throws: SettingProblems.self) {
            try SettingInputs.read(configuration: folder.path + "/none.yaml", environment: [:], directory: folder.path)
        }
    }

    @Test("agent-memory.yaml and agent-memory.yml together are a problem, unless --config names one of them")
    func bothEndings() throws {
        let folder = try Folder()
        for name in ["agent-memory.yaml", "agent-memory.yml"] { try folder.write("http:\n  port: 1\n", to: name) }
        let problems = #expect(throws: SettingProblems.self) {
            try SettingInputs.read(environment: [:], directory: folder.path)
        }
        #expect(problems?.description.contains("agent-memory.yml both exist") == true)
        let inputs = try SettingInputs.read(
            configuration: folder.path + "/agent-memory.yml",
            environment: [:],
            directory: folder.path
        )
        #expect(inputs.file?.path == folder.path + "/agent-memory.yml")
    }

    @Test(
        "A secret file that cannot be read is a problem that names the setting and the file",
        arguments: Hostile.allCases
    )
    func secretFiles(hostile: Hostile) throws {
        let folder = try Folder()
        try hostile.make("sesame", in: folder, as: "secret")
        for key in try Secrets.keys {
            let found = sentences(
                SettingInputs(flags: Secrets.groups.merging([key + "File": folder.path + "/secret"]) { $1 })
            )
            let isNamed = found.contains { $0.hasPrefix("\(key)File: the file \(folder.path)/secret (command line) ") }
            #expect(isNamed && !found.joined().contains("sesame"), "\(key): \(found)")
        }
    }

    @Test("A secret file that is empty or absent is a problem", arguments: ["", "\n", " \r\n", "\u{feff}\n", nil])
    func emptySecretFiles(text: String?) throws {
        let folder = try Folder()
        if let text { try folder.write(text, to: "secret") }
        for key in try Secrets.keys {
            let found = sentences(
                SettingInputs(flags: Secrets.groups.merging([key + "File": folder.path + "/secret"]) { $1 })
            )
            #expect(found.contains { $0.contains(text == nil ? "does not exist" : "is empty") }, "\(key): \(found)")
        }
    }
}

/// All secret settings, taken from the reference, so that new ones are included.
enum Secrets {
    /// One member of each named group.
    static let groups = SettingReference.exampleGroups

    static var keys: [String] {
        get throws { try ServerSettings(SettingInputs(flags: groups)).entries.filter(\.isSecret).map(\.key) }
    }
}

import Base
import FoundationEssentials
import Glibc
import Testing

@testable import Identity

/// Other contents and kinds of files in the place of the file that announces revocations.
@Suite final class RevocationFileTests {
    private let path = FileManager.default.temporaryDirectory.appending(path: "revocations-\(UUID().uuidString)").path

    deinit {
        unlink(path)
        rmdir(path)
    }

    private func reason(_ work: () throws -> Void) -> String? {
        do { try work() } catch { return (error as? StoreFailure)?.reason ?? "\(error)" }
        return nil
    }

    @Test(
        "Contents that this server did not write are refused, and the message says what to do",
        arguments: [
            "x", "1234567", "garbage\n", "12345678", "garbage", "123456789", "0123456789abcdef",
            "\u{80}\u{81}\u{82}\u{83}text!!!!", "\u{80}\u{81}\u{82}\u{83}\0\0\0\0\0\0\0\0not num!",
            String(repeating: "x", count: 100_000),
        ]
    )
    func garbage(text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        let sentence = reason { _ = try RevocationEpoch(file: path) }
        #expect(sentence?.hasPrefix("\(path) was damaged or overwritten") == true, "\(sentence ?? "")")
        #expect(sentence?.contains("and remove \(path)") == true)
        #expect(reason { _ = try RevocationEpoch.trace(file: path) } == sentence)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data(text.utf8))
    }

    @Test("Values of this and of earlier versions are accepted", arguments: 0..<200)
    func values(_: Int) throws {
        let epoch = try RevocationEpoch(file: path)
        epoch.bump()
        #expect(try RevocationEpoch.trace(file: path)?.wasUsed == true)
        for bytes in [[UInt8](), [0, 0, 0, 0, 0, 0, 0, 0], [0x83, 0x20, 0x41, 0x41, 0x41, 0x41, 0x41, 0x41]] {
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            #expect(reason { _ = try RevocationEpoch(file: path) } == nil, "\(bytes)")
        }
    }

    @Test("Another kind of file is refused at once", arguments: ["a directory", "a pipe (FIFO)", "a symbolic link"])
    func kinds(kind: String) {
        switch kind {
        case "a directory": #expect(mkdir(path, 0o700) == 0)
        case "a pipe (FIFO)": #expect(mkfifo(path, 0o600) == 0)
        default: #expect(symlink("/dev/null", path) == 0)
        }
        let sentence = reason { _ = try RevocationEpoch(file: path) }
        #expect(sentence?.hasPrefix("\(path) is \(kind). ") == true, "\(sentence ?? "")")
        #expect(reason { _ = try RevocationEpoch.trace(file: path) } == sentence)
    }
}

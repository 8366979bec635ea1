import Base
import Foundation

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

extension ModelStore {
    /// Installs a model from local files, without a network: a folder, a wheel or zip archive, or a tar archive,
    /// compressed or not, that has the model's files anywhere in it. Every file must have the known SHA-256. Does
    /// nothing when the model is already installed.
    /// - Parameter progress: called with a short line from time to time.
    /// - Throws: `Fault` that names the file and its expected SHA-256.
    package func install(_ name: String, from path: String, progress: @Sendable (String) -> Void) async throws {
        let model = try known(name)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw Fault(.notFound, "No file or folder \(path).")
        }
        guard isFolder.boolValue || Self.size(of: path) != nil else {
            throw Fault(
                .unavailable,
                "\(path) is a pipe, a device or a socket.",
                hints: .init(advice: "Name a folder with the model's files, or a wheel, zip or tar archive of them.")
            )
        }
        let name = URL(fileURLWithPath: path).lastPathComponent
        guard isFolder.boolValue || !model.files.contains(where: { $0.name == name }) else {
            throw Fault(
                .unavailable,
                "\(path) is only one of the files of \(model.name).",
                hints: .init(
                    advice: "Name the folder that holds \(model.files.map(\.name).joined(separator: " and "))."
                )
            )
        }
        try await replacing(model, progress: progress) { staging in
            let root = isFolder.boolValue ? path : try await unpacked(path, in: staging)
            try FileManager.default.createDirectory(atPath: staging + "/model", withIntermediateDirectories: true)
            for file in model.files {
                progress("verifying \(file.name)")
                try Self.copy(file, of: model, below: root, of: path, into: staging + "/model")
            }
        }
    }

    private func unpacked(_ path: String, in staging: String) async throws -> String {
        let folder = staging + "/unpacked"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let isZip = try Self.beginning(of: path) == Array("PK".utf8)
        let child =
            isZip
            ? ChildProcess(
                command: ["python3", "-m", "zipfile", "-e", path, folder],
                temporary: staging,
                unstartable:
                    "python3 cannot be started; it unpacks zip archives. Unpack \(path) yourself and name the folder."
            )
            : ChildProcess(
                command: ["tar", "-x", "--no-same-owner", "--no-same-permissions", "-f", path, "-C", folder],
                temporary: staging,
                unstartable: "tar cannot be started. Unpack \(path) yourself and name the folder."
            )
        do {
            try await child.run()
        } catch let fault as Fault where fault.code == .unavailable {
            throw Fault(
                .unavailable,
                "\(path) cannot be unpacked. \(fault.detail)",
                hints: .init(
                    advice: "Name a folder, a wheel, a zip archive or a tar archive that has the model's files."
                )
            )
        }
        return folder
    }

    /// Copies the file of this name that has the expected bytes. The copy is verified, because the original could
    /// change in between.
    private static func copy(
        _ file: KnownModel.File,
        of model: KnownModel,
        below root: String,
        of source: String,
        into folder: String
    ) throws {
        let candidates = try paths(named: file.name, below: root)
        guard !candidates.isEmpty else {
            throw Fault(
                .unavailable,
                "\(source) has no file \(file.name). \(model.name) needs it with \(file.size) bytes and the SHA-256 \(file.sha256).",
                hints: .init(advice: "See docs/operations.md for where to get the files.")
            )
        }
        let target = "\(folder)/\(file.name)"
        var found = ""
        for path in candidates.filter({ size(of: $0) == file.size }) {
            try? FileManager.default.removeItem(atPath: target)
            // Copies the target of a link: download caches store files that way.
            try FileManager.default.copyItem(
                atPath: URL(fileURLWithPath: path).resolvingSymlinksInPath().path,
                toPath: target
            )
            found = try sha256(ofFile: target)
            if found == file.sha256 { return }
        }
        let difference =
            found.isEmpty ? "\(size(of: candidates[0]) ?? 0) bytes, not \(file.size)" : "the SHA-256 \(found)"
        throw Fault(
            .unavailable,
            "\(file.name) in \(source) has \(difference). The file of \(model.name) has the SHA-256 \(file.sha256)."
        )
    }

    /// The paths to try: the file itself, then the files of this name in folders below.
    private static func paths(named name: String, below root: String) throws -> [String] {
        let direct = "\(root)/\(name)"
        if size(of: direct) != nil { return [direct] }
        guard let entries = FileManager.default.enumerator(atPath: root) else { return [] }
        var (found, seen) = ([String](), 0)
        for case let entry as String in entries {
            seen += 1
            guard seen <= 10_000 else {
                throw Fault(.unavailable, "\(root) has more than 10,000 files. Name the folder of the model.")
            }
            if (entry as NSString).lastPathComponent == name, size(of: "\(root)/\(entry)") != nil {
                found.append("\(root)/\(entry)")
            }
        }
        return found
    }

    /// The size in bytes; nil unless it is a regular file.
    private static func size(of path: String) -> Int? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(status.st_size)
    }

    private static func beginning(of path: String) throws -> [UInt8] {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw Fault(.unavailable, "\(path) cannot be read.")
        }
        defer { try? handle.close() }
        return Array(try handle.read(upToCount: 2) ?? Data())
    }
}

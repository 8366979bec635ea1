package import Base
package import Identity

extension MemoryService {
    /// Says what importing these records would do. Writes nothing.
    /// - Parameter access: one for writing.
    package func planImport(_ access: Access, _ records: [ImportRecord], _ terms: ImportTerms) async throws
        -> ImportPlan
    {
        try await faultsOnly { try await importer.plan(access, records, terms) }
    }

    /// Imports records. Doing it again changes nothing.
    package func runImport(_ access: Access, _ records: [ImportRecord], _ terms: ImportTerms) async throws
        -> ImportPlan
    {
        try await faultsOnly { try await importer.run(access, records, terms) }
    }

    /// The applications in the provenance of imported memories: one for each kind.
    package static let imported = ImportKind.allCases.map { ApplicationID(.imported, id: $0.rawValue) }

    /// Imports memories, or says what that would do. Doing it again changes nothing.
    /// - Parameter memories: JSON objects, as an export writes them.
    /// - Throws: `validationFailed` for more memories than one request may have.
    package func importMemories(
        _ access: Access,
        _ memories: [JSONValue],
        _ terms: ImportTerms,
        isDryRun: Bool
    ) async throws -> ImportReport {
        var validation = Validation()
        validation.requireCount(memories.count, atMost: limits.batchSize, ["body", "memories"])
        try validation.finish()
        let records = memories.enumerated().map { ImportRecord(number: $0 + 1, .memory($1)) }
        return try await faultsOnly {
            ImportReport(
                try await isDryRun ? importer.plan(access, records, terms) : importer.run(access, records, terms)
            )
        }
    }
}

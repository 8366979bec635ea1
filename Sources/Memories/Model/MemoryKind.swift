package enum MemoryKind: String, Sendable, Hashable, CaseIterable, Codable {
    case episodic, semantic, message
}

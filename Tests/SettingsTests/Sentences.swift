import Settings

/// The sentences of every problem found in these inputs; empty when they are fine.
func sentences(_ inputs: SettingInputs) -> [String] {
    do {
        _ = try ServerSettings(inputs)
        return []
    } catch {
        return error.problems.map(\.sentence)
    }
}

import Configuration

/// The sources of settings in order of precedence.
package struct SettingLayers {
    struct Layer {
        let source: SettingSource
        let snapshot: any ConfigSnapshot
    }

    /// A value as it was given.
    package struct Found {
        /// The text with the white space around it, which matters to a few settings only.
        let untrimmed: String
        package let source: SettingSource
        package var text: String { untrimmed.trimmed }
    }

    private let layers: [Layer]
    /// Entries that other systems' names add to a list.
    private let joining: [PeerReading]
    /// `AGENT_MEMORY_` names in the environment and in `.env`, in any spelling, and keys of the file. Those that are never read are
    /// unknown.
    package let given: [Given]
    /// Sentences about names of other systems that need no setting here.
    let remarks: [String]
    let links: ContainerLinks
    /// Keys of the file that have no value, as in `registration:` or `allowedDomains: []`.
    let empty: Set<String>
    let bundledModels: String?

    /// The former names of settings, by their current names.
    static let formerNames = ["oauth.resetAtStart": "oauth.forgets"]

    /// A name that was set. Only names in the environment have a value here; it must not be printed.
    package struct Given {
        let name: String
        let value: String?
        let source: SettingSource
    }

    /// - Throws: `SettingProblems` if the file is not YAML, or two other systems' names contradict each other.
    package init(_ inputs: SettingInputs) throws(SettingProblems) {
        let environment = ContainerLinks.removed(from: inputs.environment)
        var layers = [Layer(source: .flag, snapshot: Self.memory(inputs.flags))]
        for (variables, source) in [(environment, SettingSource.environment), (inputs.dotEnv, .dotEnv)]
        where !variables.isEmpty {
            layers.append(Layer(source: source, snapshot: Self.environment(variables)))
        }
        let foreign = inputs.dotEnv.merging(environment) { _, process in process }.mapValues { $0.trimmed }
        let own = layers
        let readings = try PeerReading.all(
            in: foreign,
            isDecided: { key in
                [key, Self.formerNames[key]].compactMap(\.self).contains { Self.value($0, in: own) != nil }
            }
        )
        for reading in readings where !reading.joins {
            let source = SettingSource.peer(system: reading.system, name: reading.name)
            layers.append(Layer(source: source, snapshot: Self.memory([reading.key: reading.value])))
        }
        var given: [Given] = []
        var empty: Set<String> = []
        for (variables, source) in [(environment, SettingSource.environment), (inputs.dotEnv, .dotEnv)] {
            let ours = variables.filter {
                EnvironmentName.canonical($0.key) != nil && !$0.value.trimmed.isEmpty
                    && !PeerReading.allNames.contains($0.key)
            }
            given += ours.sorted { $0.key < $1.key }.map { Given(name: $0.key, value: $0.value, source: source) }
        }
        if let file = inputs.file {
            let (snapshot, keys) = try YAMLFile.read(file)
            if let snapshot { layers.append(Layer(source: .file(file.path), snapshot: snapshot)) }
            if let snapshot { empty = Set(keys.filter { Self.lacksValue($0, in: snapshot, of: file) }) }
            given += keys.sorted().map { Given(name: $0, value: nil, source: .file(file.path)) }
        }
        links = ContainerLinks(environment: inputs.environment)
        remarks = PeerReading.remarks(on: foreign)
        joining = readings.filter(\.joins)
        self.layers = layers
        self.given = given
        self.empty = empty
        bundledModels = inputs.bundledModels
    }

    /// The strongest value for a key. An empty text in the environment counts as absent: compose files unset variables
    /// that way. White space around a value is not part of it: Kubernetes secrets and files often end with a newline.
    package func value(_ key: String) -> Found? {
        let strongest = Self.value(key, in: layers)
        let more = joining.filter { $0.key == key }
        guard let first = more.first else { return strongest }
        return Found(
            untrimmed: ([strongest?.text].compactMap(\.self) + more.map(\.value)).joined(separator: ","),
            source: strongest?.source ?? .peer(system: first.system, name: first.name)
        )
    }

    private static func value(_ key: String, in layers: [Layer]) -> Found? {
        let path = AbsoluteConfigKey(key.split(separator: ".").map(String.init))
        for layer in layers {
            guard let text = text(layer.snapshot, path, of: layer.source), !isEmpty(text, from: layer.source)
            else { continue }
            return Found(untrimmed: text, source: layer.source)
        }
        return nil
    }

    private static func lacksValue(_ key: String, in snapshot: any ConfigSnapshot, of file: SettingInputs.File) -> Bool
    {
        let source = SettingSource.file(file.path)
        let text = text(snapshot, AbsoluteConfigKey(key.split(separator: ".").map(String.init)), of: source)
        return text.map { isEmpty($0, from: source) } ?? false
    }

    /// YAML 1.2 §10.3.2: these words are null and not texts. The parser does not tell them from quoted ones.
    private static let nulls: Set<String> = ["null", "Null", "NULL", "~"]

    private static func isEmpty(_ text: String, from source: SettingSource) -> Bool {
        let trimmed = text.trimmed
        guard case .file = source else { return trimmed.isEmpty }
        return trimmed.isEmpty || nulls.contains(trimmed)
    }

    /// Lists of the file are joined by commas, as they are written in the environment; no other source has lists.
    private static func text(
        _ snapshot: any ConfigSnapshot,
        _ key: AbsoluteConfigKey,
        of source: SettingSource
    ) -> String? {
        if let value = try? snapshot.value(forKey: key, type: .string).value, case .string(let text) = value.content {
            return text
        }
        if case .file = source, let value = try? snapshot.value(forKey: key, type: .stringArray).value,
            case .stringArray(let list) = value.content
        {
            return list.joined(separator: ",")
        }
        return nil
    }

    private static func memory(_ values: [String: String]) -> any ConfigSnapshot {
        let pairs = values.map { key, value in
            (AbsoluteConfigKey(key.split(separator: ".").map(String.init)), ConfigValue(.string(value), isSecret: true))
        }
        return InMemoryProvider(values: Dictionary(pairs, uniquingKeysWith: { first, _ in first })).snapshot()
    }

    private static func environment(_ variables: [String: String]) -> any ConfigSnapshot {
        EnvironmentVariablesProvider(environmentVariables: variables, secretsSpecifier: .all)
            .prefixKeys(with: ConfigKey(EnvironmentName.components)).snapshot()
    }
}

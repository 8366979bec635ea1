import Foundation
import LocalEmbedding
import Memories

/// Texts a second on one core, the time to load the model, its memory, and the waiting time of queries meanwhile.
struct EmbeddingGroup {
    let effort: Effort

    func measure() async throws -> [Figure] {
        let directory = ProcessInfo.processInfo.environment["AGENT_MEMORY_MODELS"] ?? "data/models"
        guard let model = ModelStore(directory: directory).installed().first else {
            print("\nembedding: no model in \(directory) (set AGENT_MEMORY_MODELS): not measured")
            return []
        }
        let before = Resident.now()
        let start = Measure.processorTime()
        let bytes = try LocalModel(directory: model.path, precision: .int8)
        let load = Double(Measure.processorTime() - start) / 1e6
        let texts = Self.texts
        let lengths = texts.map { bytes.tokens($0).count }
        let space = bytes.makeWorkspace()
        keep(try bytes.embed(texts, workspace: space))
        let after = Resident.now()
        let floats = try LocalModel(directory: model.path, precision: .float32)
        let wide = floats.makeWorkspace()

        func one(_ name: String, _ model: LocalModel, _ space: Workspace) -> Measure.Case {
            Measure.Case(name) { count in
                for number in 0..<count {
                    keep(try model.embed([texts[number % texts.count]], workspace: space))
                }
            }
        }
        let cases = [
            one("float32, one text a call", floats, wide), one("int8, one text a call", bytes, space),
            Measure.Case("int8, 32 texts a call") { count in
                for number in 0..<count {
                    let start = number * 32 % texts.count
                    keep(try bytes.embed(Array(texts[start..<start + 32]), workspace: space))
                }
            },
        ]
        let timings = try await Measure.together(cases, effort)
        let rates = zip(timings, [1.0, 1, 32]).map { timing, texts in texts * 1e9 / timing.nanoseconds }
        let agreement = try zip(
            floats.embed(texts, workspace: wide),
            bytes.embed(texts, workspace: space)
        ).map { exact, rough -> Double in
            guard let exact, let rough else { throw Problem("a text has no vector") }
            return zip(exact.elements, rough.elements).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        }
        return [
            Figure(
                name: "tokens a text, mean",
                value: Double(lengths.reduce(0, +)) / Double(lengths.count),
                unit: ""
            ),
            Figure(name: cases[0].name, value: rates[0], unit: "texts/s", spread: timings[0].spread),
            Figure(
                name: cases[1].name,
                value: rates[1],
                unit: "texts/s",
                spread: timings[1].spread,
                ratio: .init(to: cases[0].name, value: rates[1] / rates[0], moreIsBetter: true, aim: nil)
            ),
            Figure(
                name: cases[2].name,
                value: rates[2],
                unit: "texts/s",
                spread: timings[2].spread,
                ratio: .init(to: cases[1].name, value: rates[2] / rates[1], moreIsBetter: true, aim: nil)
            ),
            Figure(
                name: "int8 against float32, mean cosine",
                value: agreement.reduce(0, +) / Double(agreement.count),
                unit: "",
                atLeast: 0.99
            ),
            Figure(name: "load, int8", value: load, unit: "ms", atMost: 1_000),
            Figure(
                name: "resident for int8, after 64 texts",
                value: Double(after.all - before.all) / 1_048_576,
                unit: "MiB"
            ),
            Figure(
                name: "  of that private",
                value: Double(after.own - before.own) / 1_048_576,
                unit: "MiB"
            ),
        ] + (try await QuestionsMeanwhile(models: ModelStore(directory: directory), effort: effort).measure())
    }

    /// 64 different sentences of about 20 tokens.
    private static var texts: [String] {
        let people = ["Anna", "Peter", "Maria", "Thomas"]
        let days = ["Monday", "Tuesday", "Friday", "Sunday"]
        let things = ["the blue bicycle", "a table for two", "the old piano", "the garden house"]
        return (0..<64).map { number in
            "\(people[number % 4]) said on \(days[number / 4 % 4]) that she would rather sell \(things[number / 16]) than move again."
        }
    }
}

/// The resident size of this process in bytes.
struct Resident {
    let all: Int
    /// Without pages that are shared or backed by a file.
    let own: Int

    static func now(of process: String = "self") -> Resident {
        let lines =
            (try? String(contentsOfFile: "/proc/\(process)/smaps_rollup", encoding: .utf8))?.split(
                separator: "\n"
            ) ?? []
        func kilobytes(_ name: String) -> Int {
            lines.first { $0.hasPrefix(name) }?.split(separator: " ").dropFirst().first.flatMap {
                Int($0)
            } ?? 0
        }
        return Resident(
            all: kilobytes("Rss:") * 1_024,
            own: (kilobytes("Private_Dirty:") + kilobytes("Private_Clean:")) * 1_024
        )
    }
}

import FoundationEssentials
import HTTPAPI
import Settings

/// The languages of the pages that the operator added.
enum PageLanguages {
    private static let most = 100

    /// - Throws: `SettingProblems` with every file that cannot be used.
    static func read(_ settings: PageSettings) throws -> [PageLanguage] {
        guard let folder = settings.languages else { return [] }
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".po") }.sorted()
        } catch {
            throw SettingProblems("pages.languages: the folder \(folder) cannot be read.")
        }
        guard names.count <= most else {
            throw SettingProblems("pages.languages: \(folder) has more than \(most) catalogues.")
        }
        var problems: [SettingProblem] = []
        let languages = names.compactMap { name -> PageLanguage? in
            let path = "\(folder)/\(name)"
            do {
                return try PageLanguage(tag: String(name.dropLast(3)), file: SettingFile.text(at: path) ?? "")
            } catch let file as UnreadableFile {
                problems.append(SettingProblem("pages.languages: \(path) \(file.reason)"))
            } catch let flaw as CatalogueFlaw {
                problems.append(SettingProblem("pages.languages: \(path), \(flaw)."))
            } catch {
                problems.append(SettingProblem("pages.languages: \(path): \(CommandFailure.readable(error))"))
            }
            return nil
        }
        guard problems.isEmpty else { throw SettingProblems(problems: problems) }
        return languages
    }
}

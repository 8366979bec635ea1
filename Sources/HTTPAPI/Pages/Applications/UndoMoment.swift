import Base
import Memories

/// The moment since which a person wants to undo an application, as the page's form or address says it.
struct UndoMoment: Sendable {
    /// Everything that an application ever wrote.
    static let always = "always"

    /// A day and a time of UTC, as typed: `2026-11-29` and `09:00`.
    let day: String
    let time: String
    let isAlways: Bool
    /// Nil when none was chosen, or it cannot be read.
    let moment: Timestamp?
    let problem: String?

    /// - Throws: `invalidRequest` for a repeated field.
    init(_ form: FormParameters, now: Timestamp) throws {
        let since = try form.value("since")
        let typed = try form.value("time")?.nonEmpty ?? "00:00"
        isAlways = since == Self.always
        guard let since, !since.isEmpty else {
            (day, time, moment, problem) = (String(now.description.prefix(10)), "00:00", nil, nil)
            return
        }
        guard !isAlways else {
            day = String(now.description.prefix(10))
            (time, moment, problem) = ("00:00", Timestamp(milliseconds: 0), nil)
            return
        }
        (day, time) = (since, typed)
        moment = typed.utf8.count == 5 && since.utf8.count == 10 ? Timestamp(iso8601: "\(since)T\(typed):00Z") : nil
        problem = moment == nil ? localized("Write the day as 2026-11-29 and the time as 09:00.") : nil
    }

    /// Seals a form that undoes since this moment.
    var purpose: String { isAlways ? Self.always : "\(day) \(time)" }
}

import Base
import Testing

@Suite struct TimestampTests {
    @Test(
        arguments: [
            ("2026-11-21T08:57:00Z", 1_795_251_420_000),
            ("2026-11-21T08:57:00.014750Z", 1_795_251_420_014),
            ("2026-11-21T09:57:00.5+01:00", 1_795_251_420_500),
            ("2026-11-21T09:57:00+0100", 1_795_251_420_000),
            ("2026-11-21T08:57:00", 1_795_251_420_000),
            ("2026-11-21 08:57:00", 1_795_251_420_000),
            ("2026-11-21", 1_795_219_200_000),
        ] as [(String, Int64)]
    )
    func readsEveryFormThatClientsSend(text: String, milliseconds: Int64) {
        #expect(Timestamp(iso8601: text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "yesterday", "2026-13-01T00:00:00Z", "2026-11-21T08:57:00.Z", "2026-11-21T25:00:00Z", "2026-02-29",
        "2026-11-21T08:57:00+1",
        "2026-11-21T08:57:00Zx", "0000-12-31", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "10000-01-01",
    ])
    func refusesTextThatIsNotADateTime(text: String) {
        #expect(Timestamp(iso8601: text) == nil)
    }

    @Test(
        arguments: [
            0, -1, 951_782_400_123, -62_135_596_800_000, 253_402_300_799_999, 1_795_251_420_014, 4_102_444_799_999,
        ] as [Int64]
    )
    func readsBackWhatItPrints(milliseconds: Int64) {
        #expect(Timestamp(iso8601: Timestamp(milliseconds: milliseconds).description)?.milliseconds == milliseconds)
    }

    @Test func printsMillisecondsInUTC() {
        #expect(Timestamp(milliseconds: 1_795_251_420_014).description == "2026-11-21T08:57:00.014Z")
    }
}

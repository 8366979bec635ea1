import Base
import Testing

@Suite("Numbers from outside") struct OutsideNumberTests {
    @Test(
        "Retry-After is clamped to between 1 second and 1 day",
        arguments: [
            ("5", 5), (" 5\t", 5), ("0", 1), ("86400", 86_400), ("86401", 86_400), ("99999999999", 86_400),
            ("9223372036854775807", 86_400),
            ("9223372036854775808", 86_400), (String(repeating: "9", count: 5_000), 86_400),
            ("0000000000000000000000007", 7), ("-1", nil),
            ("+5", nil), ("1e308", nil), ("5.5", nil), ("NaN", nil), ("", nil), (" ", nil), ("５", nil),
            ("Sun, 06 Nov 1994 08:49:37 GMT", nil),
        ] as [(String, Int?)]
    )
    func retryAfter(text: String, seconds: Int?) {
        #expect(OutsideNumber.retryAfter.read(text) == seconds)
    }

    @Test(
        "A number is clamped to its range",
        arguments: [(Int.min, 0), (-1, 0), (0, 0), (600, 600), (Int.max, 31_536_000)]
    )
    func clamping(value: Int, clamped: Int) {
        #expect(OutsideNumber.maxAge.clamp(value) == clamped)
    }

    @Test("Arithmetic on times is clamped to the first and the last representable time")
    func times() {
        let (first, last) = (Timestamp(milliseconds: .min), Timestamp(milliseconds: .max))
        for seconds in [Int64.max, Int64.max / 1_000 + 1] {
            #expect(Timestamp(seconds: seconds) == last)
            #expect(Timestamp(seconds: -seconds) == first)
            #expect(Timestamp(seconds: 1).advanced(by: .seconds(seconds)) == last)
            #expect(Timestamp(seconds: -1).advanced(by: .seconds(-seconds)) == first)
        }
        #expect(Timestamp(seconds: 1).advanced(by: .seconds(Int64.max) + .seconds(Int64.max)) == last)
        #expect(last.since(first) > .zero && first.since(last) < .zero)
        #expect(!last.isWithin(.seconds(60), of: first))
        for time in [first, last] {
            #expect(!time.description.isEmpty && time.seconds == time.milliseconds / 1_000 - (time == first ? 1 : 0))
        }
        #expect(Timestamp(milliseconds: -1).description == "1969-12-31T23:59:59.999Z")
        #expect(Timestamp(milliseconds: -1).seconds == -1 && Timestamp(milliseconds: -1_000).seconds == -1)
    }
}

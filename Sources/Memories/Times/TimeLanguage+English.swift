extension TimeLanguage {
    /// Left out are words that mostly mean something else: "second" (a unit), "by" (an author), "sun", "sat" and "mar".
    static let english = TimeLanguage(
        [
            (.day(-1), "yesterday"), (.day(0), "today tonight"), (.day(1), "tomorrow"),
            (.daytime, "morning afternoon evening night"),
            (.month(1), "january jan"), (.month(2), "february feb"), (.month(3), "march"), (.month(4), "april apr"),
            (.month(5), "may"), (.month(6), "june"), (.month(7), "july"), (.month(8), "august aug"),
            (.month(9), "september sept sep"), (.month(10), "october oct"), (.month(11), "november nov"),
            (.month(12), "december dec"),
            (.weekday(1), "monday"), (.weekday(2), "tuesday"), (.weekday(3), "wednesday"), (.weekday(4), "thursday"),
            (.weekday(5), "friday"), (.weekday(6), "saturday"), (.weekday(7), "sunday"),
            (.season(.spring), "spring springtime"), (.season(.summer), "summer summertime"),
            (.season(.autumn), "autumn fall"), (.season(.winter), "winter wintertime"),
            (.unit(.minute), "minute minutes"), (.unit(.hour), "hour hours"), (.unit(.day), "day days"),
            (.unit(.week), "week weeks"), (.unit(.weekend), "weekend weekends"), (.unit(.month), "month months"),
            (.unit(.quarter), "quarter quarters"), (.unit(.year), "year years"),
            (.number(1), "a an one"), (.number(2), "two couple"), (.number(3), "three few several"),
            (.number(4), "four"), (.number(5), "five"), (.number(6), "six"), (.number(7), "seven"),
            (.number(8), "eight"), (.number(9), "nine"), (.number(10), "ten"), (.number(11), "eleven"),
            (.number(12), "twelve"),
            (.relative(-1), "last previous"), (.relative(0), "this"), (.relative(1), "next coming"), (.past, "past"),
            (.ago, "ago"),
            (.third(0), "early beginning start"), (.third(1), "mid middle"), (.third(2), "late end"),
            (.within, "in during on over at within throughout"), (.before, "before"), (.until, "until till"),
            (.after, "after"), (.since, "since"), (.between, "between"), (.from, "from"),
            (.to, "to until till through"),
            (.and, "and"), (.article, "the"), (.of, "of"),
        ],
        subjects: "i we my our he she they his her their",
        followers: """
            a about after all and any are as at because before but by can could did do does for from had has have he her his \
            how i if in is it my not of on or our she so than that the their there they to until was we were what when where \
            which who why with would you your
            """
    )
}

import Base
import Testing

@Suite struct PageTests {
    @Test(arguments: [(Int.max, Int.max), (1, Int.max), (Int.max, 0), (0, -1), (Int.min, Int.min), (10, 20)])
    func limitAndOffsetCanBeAddedForEveryRequest(limit: Int, offset: Int) {
        let page = PageRequest(limit: limit, offset: offset)
        #expect(page.limit >= 1 && page.offset >= 0)
        #expect(!(page.offset + page.limit).addingReportingOverflow(page.offset).overflow)
        if (1...1_000).contains(limit), (0...1_000).contains(offset) {
            #expect(page.limit == limit && page.offset == offset)
        }
    }
}

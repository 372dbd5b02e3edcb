import Testing

@testable import CarelogCLI

@Suite("import progress")
struct ImportProgressTests {
    @Test("a terminal gets one line that is drawn over")
    func terminal() throws {
        var progress = ImportProgress(total: 5_000, style: .terminal(columns: 100))
        _ = progress.update(done: 0, failed: 0, elapsed: .zero)
        let drawn = progress.update(done: 1_250, failed: 0, elapsed: .seconds(1))
        let line = try #require(drawn)
        #expect(line == "\r[#######-----------------------] 1,250 of 5,000 (25.0 %), 1,250 a second, 3 s left\u{1B}[K")
    }

    @Test("no line is wider than the terminal leaves room for", arguments: [1, 20, 40, 60, 80, 200])
    func width(_ columns: Int) throws {
        var progress = ImportProgress(total: 3_000_000, style: .terminal(columns: columns))
        let drawn = progress.update(done: 1_234_567, failed: 12, elapsed: .seconds(500))
        let line = try #require(drawn)
        #expect(line.count - "\r\u{1B}[K".count <= columns - 1)
    }

    @Test("a terminal is drawn ten times a second at most")
    func terminalPace() {
        var progress = ImportProgress(total: 10, style: .terminal(columns: 80))
        #expect(progress.update(done: 1, failed: 0, elapsed: .milliseconds(10)) != nil)
        #expect(progress.update(done: 2, failed: 0, elapsed: .milliseconds(60)) == nil)
        #expect(progress.update(done: 3, failed: 0, elapsed: .milliseconds(110)) != nil)
    }

    @Test("a log gets a whole line every ten seconds, with the rate of the last ones")
    func lines() {
        var progress = ImportProgress(total: 100_000, style: .lines)
        #expect(progress.update(done: 10, failed: 0, elapsed: .seconds(1)) == nil)
        #expect(
            progress.update(done: 1_000, failed: 2, elapsed: .seconds(10))
                == "import: 1,000 of 100,000 (1.0 %), 100 a second, 2 failed, 16 min 30 s left\n")
        #expect(progress.update(done: 1_500, failed: 2, elapsed: .seconds(15)) == nil)
        #expect(
            progress.update(done: 21_000, failed: 2, elapsed: .seconds(30))
                == "import: 21,000 of 100,000 (21.0 %), 1,000 a second, 2 failed, 1 min 19 s left\n")
    }

    @Test("the last line is always written, with the mean rate and no time left")
    func finish() {
        let progress = ImportProgress(total: 5_000, style: .lines)
        #expect(
            progress.finish(done: 5_000, failed: 0, elapsed: .seconds(4))
                == "import: 5,000 of 5,000 (100.0 %), 1,250 a second\n")
        #expect(
            ImportProgress(total: 0, style: .lines).finish(done: 0, failed: 0, elapsed: .zero)
                == "import: 0 of 0 (100.0 %), 0 a second\n")
    }
}

import Testing

@testable import CarelogCLI

@Suite("import schedule")
struct ImportScheduleTests {
    @Test("independent operations go out in order as far as the window is wide")
    func window() {
        var schedule = ImportSchedule(Self.dependencies([[], [], [], []]), window: 2)
        #expect(schedule.next() == [0, 1])
        #expect(schedule.next() == [])
        schedule.completed(1)
        #expect(schedule.next() == [2])
        #expect(schedule.progress == .init(inFlight: 2, completed: 1, failed: 0))
    }

    @Test("an operation waits for both it depends on")
    func waits() {
        var schedule = ImportSchedule(Self.dependencies([[], [], [0, 1], []]), window: 8)
        #expect(schedule.next() == [0, 1, 3])
        schedule.completed(1)
        #expect(schedule.next() == [])
        schedule.completed(0)
        #expect(schedule.next() == [2])
    }

    @Test("a failed operation frees those behind it")
    func failed() {
        var schedule = ImportSchedule(Self.dependencies([[], [0]]), window: 8)
        #expect(schedule.next() == [0])
        schedule.failed(0)
        #expect(schedule.next() == [1])
        schedule.completed(1)
        #expect(schedule.isDone)
        #expect(schedule.progress == .init(inFlight: 0, completed: 1, failed: 1))
    }

    @Test("a freed operation goes before later ones")
    func freedFirst() {
        var schedule = ImportSchedule(Self.dependencies([[], [0], [], [], []]), window: 2)
        #expect(schedule.next() == [0, 2])
        schedule.completed(0)
        #expect(schedule.next() == [1])
        schedule.completed(1)
        #expect(schedule.next() == [3])
    }

    @Test("one slow answer holds back what lies far behind it")
    func lookahead() {
        let window = 2
        let waiting = [[Int]](repeating: [0], count: window * ImportSchedule.lookaheadWindows)
        var schedule = ImportSchedule(Self.dependencies([[]] + waiting + [[]]), window: window)
        #expect(schedule.next() == [0])
        schedule.completed(0)
        #expect(schedule.next() == [1, 2])
    }

    @Test("an empty plan is done at once")
    func empty() {
        var schedule = ImportSchedule(ImportDependencies(), window: 1)
        #expect(schedule.isDone)
        #expect(schedule.next() == [])
    }

    @Test(
        "whatever the order of answers, all is sent once and in order", arguments: [1, 3, 64],
        1...5 as ClosedRange<UInt64>)
    func anyOrder(window: Int, seed: UInt64) throws {
        var random = SplitMix(seed)
        var dependencies = ImportDependencies()
        for index in 0..<2_000 {
            let parent = index > 0 && random.next() % 3 == 0 ? Int32(random.next() % UInt64(index)) : -1
            let previous = index > 0 && random.next() % 2 == 0 ? Int32(random.next() % UInt64(index)) : -1
            dependencies.append(parent: parent, previous: previous)
        }
        try Self.run(dependencies, window: window, seed: seed)
    }

    /// Runs a schedule to its end with answers in an order drawn from the seed, checking every step.
    static func run(_ dependencies: ImportDependencies, window: Int, seed: UInt64) throws {
        var random = SplitMix(seed)
        var schedule = ImportSchedule(dependencies, window: window)
        var finished = [Bool](repeating: false, count: dependencies.count)
        var sent = finished
        var inFlight: [Int] = []
        while !schedule.isDone {
            for index in schedule.next() {
                try #require(!sent[index], "operation \(index) sent twice, seed \(seed)")
                sent[index] = true
                for before in dependencies.before(index) {
                    try #require(
                        finished[before], "operation \(index) sent before \(before) was answered, seed \(seed)")
                }
                inFlight.append(index)
            }
            try #require(inFlight.count <= window, "seed \(seed)")
            try #require(!inFlight.isEmpty, "nothing in flight and not done, seed \(seed)")
            let index = inFlight.remove(at: Int(random.next() % UInt64(inFlight.count)))
            finished[index] = true
            if random.next() % 10 == 0 { schedule.failed(index) } else { schedule.completed(index) }
        }
        #expect(finished.allSatisfy { $0 }, "seed \(seed)")
    }

    private static func dependencies(_ before: [[Int]]) -> ImportDependencies {
        var dependencies = ImportDependencies()
        for list in before {
            dependencies.append(parent: Int32(list.first ?? -1), previous: Int32(list.count > 1 ? list[1] : -1))
        }
        return dependencies
    }
}

/// A small seeded generator, so that a failure can be run again. **Source** Steele, Lea, Flood: SplitMix64.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

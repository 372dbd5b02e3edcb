internal import Cache
internal import Support
internal import Testing

@Suite("A cache of bounded size")
struct BoundedCacheTests {
    @Test("remembers what it was given, and nothing else")
    func remembers() {
        var cache = BoundedCache<String, Int>(countMax: 4)
        #expect(cache.value(for: "a") == nil && cache.count == 0)
        cache.keep(1, for: "a")
        #expect(cache.value(for: "a") == 1 && cache.value(for: "b") == nil && cache.count == 1)
    }

    @Test("holds one value for a key, the last one")
    func replaces() {
        var cache = BoundedCache<String, Int>(countMax: 4)
        cache.keep(1, for: "a")
        cache.keep(2, for: "a")
        #expect(cache.value(for: "a") == 2 && cache.count == 1)
    }

    @Test("replaces a value that has become old, and shows the old one never again")
    func replacesOld() {
        var cache = BoundedCache<Int, String>(countMax: 4)
        cache.keep("old", for: 0)
        // Three values are one more than a generation holds: all are old now.
        for key in 1...2 { cache.keep("other", for: key) }
        cache.keep("new", for: 0)
        cache.forget(0)
        #expect(cache.value(for: 0) == nil)
    }

    @Test("never holds more than it may", arguments: [2, 3, 4, 7, 100])
    func bounded(countMax: Int) {
        var cache = BoundedCache<Int, Int>(countMax: countMax)
        for key in 0..<1_000 {
            cache.keep(key, for: key)
            #expect(cache.count <= countMax)
            #expect(cache.value(for: key) == key)
        }
    }

    @Test("keeps the last half as many as it may hold", arguments: [2, 4, 10, 100])
    func keepsRecent(countMax: Int) {
        var cache = BoundedCache<Int, Int>(countMax: countMax)
        for key in 0..<1_000 {
            cache.keep(key, for: key)
            let first = max(0, key - countMax / 2 + 1)
            // In a copy: to look is to use.
            var copy = cache
            for recent in first...key { #expect(copy.value(for: recent) == recent) }
        }
    }

    @Test("keeps what is asked for again and again, however much passes by")
    func promotion() {
        var cache = BoundedCache<Int, String>(countMax: 8)
        cache.keep("favourite", for: -1)
        for key in 0..<1_000 {
            cache.keep("passer-by", for: key)
            #expect(cache.value(for: -1) == "favourite")
        }
    }

    @Test("forgets what nobody asks for")
    func forgetsUnused() {
        var cache = BoundedCache<Int, Int>(countMax: 8)
        cache.keep(-1, for: -1)
        for key in 0..<9 { cache.keep(key, for: key) }
        #expect(cache.value(for: -1) == nil)
    }

    @Test("forgets what it is told to, young or old, and only that", arguments: [0, 1, 2, 3, 4, 5])
    func forget(forgotten: Int) {
        var cache = BoundedCache<Int, Int>(countMax: 8)
        for key in 0..<6 { cache.keep(key, for: key) }
        cache.forget(forgotten)
        cache.forget(99)
        #expect(cache.count == 5)
        for key in 0..<6 { #expect(cache.value(for: key) == (key == forgotten ? nil : key)) }
    }

    @Test("forgets everything when told to")
    func forgetAll() {
        var cache = BoundedCache<Int, Int>(countMax: 8)
        for key in 0..<6 { cache.keep(key, for: key) }
        cache.forgetAll()
        #expect(cache.count == 0)
        for key in 0..<6 { #expect(cache.value(for: key) == nil) }
    }

    @Test("never shows a value that was not the last one kept, and keeps the last used", arguments: 1...UInt64(20))
    func model(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let countMax = 2 + random.roll(20)
        var cache = BoundedCache<Int, Int>(countMax: countMax)
        var truth: [Int: Int] = [:]
        /// Keys in the order of their last use, the latest last.
        var used: [Int] = []
        func use(_ key: Int) { used = used.filter { $0 != key } + [key] }
        for step in 0..<2_000 {
            let key = random.roll(30)
            let note = Comment(rawValue: "seed \(seed), step \(step)")
            switch random.roll(8) {
            case 0:
                cache.forget(key)
                truth[key] = nil
                // Its place in the order stays taken: what was gone before it does not come back.
                used = used.map { $0 == key ? -1 : $0 }
                #expect(cache.value(for: key) == nil, note)
            case 1...3:
                cache.keep(step, for: key)
                truth[key] = step
                use(key)
            default:
                let value = cache.value(for: key)
                #expect(value == nil || value == truth[key], note)
                if value == nil {
                    #expect(!used.suffix(countMax / 2).contains(key), note)
                    truth[key] = nil
                    used.removeAll { $0 == key }
                } else {
                    use(key)
                }
            }
            #expect(cache.count <= countMax, note)
        }
    }
}

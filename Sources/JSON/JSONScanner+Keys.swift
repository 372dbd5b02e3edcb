extension JSONScanner {
    /// Objects up to this many members are compared pair by pair (at most 120 comparisons of two bytes).
    private static let pairwiseMax = 16

    /// Differs for most keys that differ: length, first and last byte.
    func mark(start: Int, end: Int) -> UInt16 {
        guard end > start else { return 0 }
        let length = UInt16(truncatingIfNeeded: end - start)
        return length << 9 ^ UInt16(bytes[start]) << 4 ^ UInt16(bytes[end - 1])
    }

    /// Throws at the later of two equal keys, compared without their escapes.
    func checkKeys(ofObjectAt object: Int) throws(JSONError) {
        var count = 0
        var hasEscapes = false
        var index = object + 1
        while index < tape.count {
            count += 1
            hasEscapes = hasEscapes || tape[index].flag
            index = Int(tape[index + 1].next)
        }
        guard count > 1 else { return }
        if hasEscapes || count > Self.pairwiseMax {
            try checkManyKeys(ofObjectAt: object, count: count)
        } else {
            try checkFewKeys(ofObjectAt: object)
        }
    }

    private func checkFewKeys(ofObjectAt object: Int) throws(JSONError) {
        var later = Int(tape[object + 2].next)
        while later < tape.count {
            let mark = tape[later].mark
            var earlier = object + 1
            while earlier < later {
                if tape[earlier].mark == mark, isEqual(tape[earlier], tape[later]) {
                    throw JSONError(.duplicateKey, at: Int(tape[later].start) - 1)
                }
                earlier = Int(tape[earlier + 1].next)
            }
            later = Int(tape[later + 1].next)
        }
    }

    /// Sorts instead of hashing: no input can make it slower than n log n.
    private func checkManyKeys(ofObjectAt object: Int, count: Int) throws(JSONError) {
        var keys: [(bytes: ArraySlice<UInt8>, offset: Int)] = []
        keys.reserveCapacity(count)
        var index = object + 1
        while index < tape.count {
            let token = tape[index]
            let raw = UnsafeBufferPointer(rebasing: bytes[Int(token.start)..<Int(token.end)])
            keys.append((ArraySlice(token.flag ? JSONEscapes.unescaped(raw) : Array(raw)), Int(token.start) - 1))
            index = Int(tape[index + 1].next)
        }
        keys.sort { left, right in
            left.bytes.elementsEqual(right.bytes)
                ? left.offset < right.offset : left.bytes.lexicographicallyPrecedes(right.bytes)
        }
        var duplicate: Int?
        for (left, right) in zip(keys, keys.dropFirst()) where left.bytes.elementsEqual(right.bytes) {
            duplicate = min(duplicate ?? .max, right.offset)
        }
        if let duplicate { throw JSONError(.duplicateKey, at: duplicate) }
    }

    private func isEqual(_ left: JSONToken, _ right: JSONToken) -> Bool {
        let count = left.end - left.start
        guard right.end - right.start == count else { return false }
        for offset in 0..<Int(count) where bytes[Int(left.start) + offset] != bytes[Int(right.start) + offset] {
            return false
        }
        return true
    }
}

/// Reads comma-separated records from chunks of bytes, holding one record at a time.
///
/// Lines end with LF or CR LF; quoted fields may hold line ends, commas and doubled quotes; a byte order mark is
/// skipped; blank lines are no records; a quote inside an unquoted field is an ordinary byte. After a bad record
/// reading goes on behind the *first* line of that record: a quote that was never meant to open a field then costs its
/// own line and not the ones it swallowed.
///
/// **Source** RFC 4180, and what spreadsheets and pandas write.
package struct CSVReader {
    /// No record is longer; what is longer is bad. **Units** bytes. A tweet's record is below 3 KiB.
    package static let recordBytesMax = 256 * 1024

    /// One step of reading.
    package enum Item {
        /// A record with as many fields as the header.
        case record(CSVRecord)
        /// A stretch of bytes that is none.
        case bad(BadRecord)
    }

    /// Records of another width are bad; nil takes any width, as for the header itself.
    package var width: Int?

    private let nextChunk: () throws -> [UInt8]?
    private var buffer: [UInt8] = []
    private var start = 0
    private var line = 1
    private var sourceEnded = false
    private var began = false

    /// - Parameter nextChunk: gives the next bytes, of any number; nil at the end. Its errors leave ``next()``
    ///   unchanged.
    package init(nextChunk: @escaping () throws -> [UInt8]?) {
        self.nextChunk = nextChunk
    }

    /// The next record or bad record, nil at the end of the file. **Errors** only those of the source of chunks.
    package mutating func next() throws -> Item? {
        if !began {
            began = true
            try skipByteOrderMark()
        }
        while try byte(at: start) != nil {
            compact()
            let recordLine = line
            var scan = Scan()
            let outcome = try parse(into: &scan)
            switch outcome {
            case .blank:
                advance(to: scan.position)
            case .failed(let reason):
                try skipLine()
                return .bad(BadRecord(line: recordLine, reason: reason))
            case .complete:
                if let width, scan.ends.count != width {
                    try skipLine()
                    return .bad(
                        BadRecord(line: recordLine, reason: .fieldCount(found: scan.ends.count, expected: width)))
                }
                advance(to: scan.position)
                return .record(CSVRecord(line: recordLine, bytes: scan.bytes, ends: scan.ends))
            }
        }
        return nil
    }
}

extension CSVReader {
    /// What one attempt at a record has gathered; `position` is absolute in the buffer.
    private struct Scan {
        var position = 0
        var bytes: [UInt8] = []
        var ends: [Int] = []
        var place = Place.fieldStart
    }

    /// Where in a field the next byte falls.
    private enum Place {
        case fieldStart
        case unquoted
        case quoted
        case afterQuote
    }

    private enum Outcome {
        case complete
        case blank
        case failed(BadRecord.Reason)
    }

    private mutating func parse(into scan: inout Scan) throws -> Outcome {
        scan.position = start
        scan.bytes.reserveCapacity(256)
        scan.ends.reserveCapacity(width ?? 8)
        while let next = try byte(at: scan.position) {
            if scan.position - start >= Self.recordBytesMax { return .failed(.tooLong(bytesMax: Self.recordBytesMax)) }
            scan.position += 1
            if scan.place == .quoted {
                if next == .quote { scan.place = .afterQuote } else { scan.bytes.append(next) }
                continue
            }
            switch next {
            case .comma:
                scan.ends.append(scan.bytes.count)
                scan.place = .fieldStart
            case .lineFeed:
                return finish(&scan)
            case .carriageReturn:
                guard try byte(at: scan.position) == .lineFeed else { return .failed(.bareCarriageReturn) }
                scan.position += 1
                return finish(&scan)
            case .quote where scan.place == .fieldStart:
                scan.place = .quoted
            case .quote where scan.place == .afterQuote:
                scan.bytes.append(next)
                scan.place = .quoted
            default:
                if scan.place == .afterQuote { return .failed(.textAfterClosingQuote) }
                scan.bytes.append(next)
                scan.place = .unquoted
            }
        }
        return scan.place == .quoted ? .failed(.quoteNeverClosed) : finish(&scan)
    }

    private func finish(_ scan: inout Scan) -> Outcome {
        if scan.ends.isEmpty && scan.place == .fieldStart { return .blank }
        scan.ends.append(scan.bytes.count)
        return .complete
    }

    private mutating func skipByteOrderMark() throws {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        for (offset, expected) in mark.enumerated() {
            guard try byte(at: offset) == expected else { return }
        }
        start = mark.count
    }

    /// Moves behind the line end that follows `start`, dropping what it passes so that memory stays bounded.
    private mutating func skipLine() throws {
        while let next = try byte(at: start) {
            start += 1
            if next == .lineFeed {
                line += 1
                return
            }
            if start >= Self.recordBytesMax { compact() }
        }
    }

    private mutating func advance(to position: Int) {
        for index in start..<position where buffer[index] == .lineFeed { line += 1 }
        start = position
    }

    /// The byte at a position of the buffer, reading on where needed; nil at the end of the file.
    private mutating func byte(at position: Int) throws -> UInt8? {
        while position >= buffer.count {
            guard !sourceEnded, let chunk = try nextChunk() else {
                sourceEnded = true
                return nil
            }
            buffer.append(contentsOf: chunk)
        }
        return buffer[position]
    }

    /// Forgets what was read, now and then: positions found before are void afterwards.
    private mutating func compact() {
        guard start >= Self.recordBytesMax else { return }
        buffer.removeFirst(start)
        start = 0
    }
}

/// The fields of one record, quotes removed, as the bytes that the file holds.
package struct CSVRecord {
    /// The line the record begins on.
    package let line: Int
    private let bytes: [UInt8]
    private let ends: [Int]

    fileprivate init(line: Int, bytes: [UInt8], ends: [Int]) {
        self.line = line
        self.bytes = bytes
        self.ends = ends
    }

    /// How many fields there are; at least one.
    package var count: Int { ends.count }

    /// The bytes of a field. **Range** 0 ..< `count`.
    package subscript(index: Int) -> ArraySlice<UInt8> {
        bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
    }
}

extension UInt8 {
    static let quote = UInt8(ascii: "\"")
    static let comma = UInt8(ascii: ",")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
}

/// What a twcs file holds: its tweets in the order of the file, and what could not be read.
package struct TwcsFile: Sendable {
    /// Of more bad records than this only the number is kept.
    package static let badRecordsKeptMax = 1_000

    /// The usable tweets; no id twice.
    package let tweets: [TwcsRecord]
    /// The first bad records, at most ``badRecordsKeptMax``.
    package let badRecords: [BadRecord]
    /// How many bad records there are in all.
    package let badRecordCount: Int

    /// Reads a whole file. **Errors** ``TwcsColumns/Missing`` for a file of another kind, and those of the source.
    package init(nextChunk: @escaping () throws -> [UInt8]?) throws {
        var reader = CSVReader(nextChunk: nextChunk)
        guard case .record(let header)? = try reader.next() else {
            throw TwcsColumns.Missing(names: ["any columns"])
        }
        let columns = try TwcsColumns(header: header)
        reader.width = header.count

        var tweets: [TwcsRecord] = []
        var lines: [UInt64: Int] = [:]
        var bad: [BadRecord] = []
        var badCount = 0
        while let item = try reader.next() {
            do throws(BadRecord) {
                let tweet = try Self.tweet(of: item, columns)
                if let firstLine = lines[tweet.id] {
                    throw BadRecord(line: tweet.line, reason: .duplicate(id: tweet.id, firstLine: firstLine))
                }
                lines[tweet.id] = tweet.line
                tweets.append(tweet)
            } catch {
                badCount += 1
                if bad.count < Self.badRecordsKeptMax { bad.append(error) }
            }
        }
        self.tweets = tweets
        badRecords = bad
        badRecordCount = badCount
    }

    /// Reads the file at a path. **Isolation** blocks on the disk, see ``FileChunks``.
    package init(path: String) throws {
        let chunks = try FileChunks(path: path)
        try self.init(nextChunk: chunks.next)
    }

    private static func tweet(of item: CSVReader.Item, _ columns: TwcsColumns) throws(BadRecord) -> TwcsRecord {
        switch item {
        case .bad(let record): throw record
        case .record(let record): try columns.tweet(in: record)
        }
    }
}

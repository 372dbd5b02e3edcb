/// One tweet of a "Customer Support on Twitter" file, its fields checked and typed.
///
/// **Shape** columns `tweet_id, author_id, inbound, created_at, text, in_response_to_tweet_id`, found by name; any
/// others are ignored. `response_tweet_id` is one of those: in both published samples every answer it lists that is in
/// the file (66 of 72 and 3,687 of 6,311) names this parent itself, and none that has no parent is listed, so it would
/// add nothing but a second truth. Texts keep their bytes, entities such as `&amp;` included: they are evidence.
package struct TwcsRecord: Equatable, Sendable {
    /// The tweet; written `3` or `3.0` in files.
    package let id: UInt64
    /// A brand's handle, or the number that stands for a customer.
    package let author: String
    /// True for what a customer wrote to a brand.
    package let isInbound: Bool
    /// When it was written. **Units** seconds since 1970 UTC.
    package let writtenAt: Int64
    /// What was written, never empty.
    package let text: String
    /// The tweet it answers, which need not be in the file.
    package let parent: UInt64?
    /// Where its record begins in the file.
    package let line: Int
}

/// Where a file keeps the columns that ``TwcsRecord`` needs.
package struct TwcsColumns: Sendable {
    private let id: Int
    private let author: Int
    private let inbound: Int
    private let writtenAt: Int
    private let text: Int
    private let parent: Int

    /// A file whose first record does not name a column that is needed.
    package struct Missing: Error, Equatable, CustomStringConvertible {
        /// The names that were looked for in vain.
        package let names: [String]

        package var description: String {
            "this is no twcs file: its first line does not name \(names.joined(separator: ", "))"
        }
    }

    /// Finds the columns by their names in the header.
    package init(header: CSVRecord) throws(Missing) {
        var places: [String: Int] = [:]
        for index in 0..<header.count {
            let name = String(decoding: header[index], as: UTF8.self)
            if places[name] == nil { places[name] = index }
        }
        var missing: [String] = []
        func place(_ name: String) -> Int {
            if let index = places[name] { return index }
            missing.append(name)
            return 0
        }
        id = place("tweet_id")
        author = place("author_id")
        inbound = place("inbound")
        writtenAt = place("created_at")
        text = place("text")
        parent = place("in_response_to_tweet_id")
        if !missing.isEmpty { throw Missing(names: missing) }
    }

    /// The tweet in a record, or what is wrong with it.
    package func tweet(in record: CSVRecord) throws(BadRecord) -> TwcsRecord {
        func bad(_ column: String, _ expected: String) -> BadRecord {
            BadRecord(line: record.line, reason: .malformed(column: column, expected: expected))
        }
        guard let id = TwcsField.id(record[id]) else { throw bad("tweet_id", "a number") }
        guard let author = TwcsField.handle(record[author]) else { throw bad("author_id", "a handle") }
        guard let isInbound = TwcsField.flag(record[inbound]) else { throw bad("inbound", "True or False") }
        guard let writtenAt = TwcsField.time(record[writtenAt]) else {
            throw bad("created_at", "a time like \"Tue Oct 31 22:10:47 +0000 2017\"")
        }
        if record[text].isEmpty { throw BadRecord(line: record.line, reason: .empty(column: "text")) }
        guard let text = String(validating: record[text], as: UTF8.self), !record[self.text].contains(0) else {
            throw bad("text", "UTF-8 without NUL")
        }
        var parent: UInt64?
        if !record[self.parent].isEmpty {
            parent = TwcsField.id(record[self.parent])
            if parent == nil { throw bad("in_response_to_tweet_id", "a number or empty") }
        }
        return TwcsRecord(
            id: id, author: author, isInbound: isInbound, writtenAt: writtenAt, text: text, parent: parent,
            line: record.line)
    }
}

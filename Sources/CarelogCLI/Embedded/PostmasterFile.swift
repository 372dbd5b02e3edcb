/// What a running PostgreSQL says of itself in its data directory. **Source** `miscadmin.h` and `pidfile.h` of
/// PostgreSQL 15.
///
/// **Shape** lines: process number, data directory, start time, port, socket directory, listen address, shared memory,
/// status. They are written one by one while it starts.
struct PostmasterFile: Equatable, Sendable {
    /// The process number.
    let pid: Int32
    /// The first socket directory, once it is written.
    let socketDirectory: String?
    /// How far it is, once it is written.
    let status: Status?

    /// The words that `pg_ctl` waits for, too.
    enum Status: String, Sendable {
        case starting
        case stopping
        case ready
        case standby
    }

    /// Reads the file's text; nil if it does not begin with a process number.
    init?(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
        // A standalone backend writes its number negated.
        guard let first = lines.first, let number = Int32(first.trimmingBlanks), number != 0 else { return nil }
        pid = abs(number)
        socketDirectory = lines.count > 5 && !lines[4].isEmpty ? lines[4] : nil
        status = lines.count > 7 ? Status(rawValue: lines[7].trimmingBlanks) : nil
    }
}

extension String {
    /// Without blanks at its ends; PostgreSQL pads the status.
    fileprivate var trimmingBlanks: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}

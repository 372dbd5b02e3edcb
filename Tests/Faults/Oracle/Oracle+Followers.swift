/// What followers were shown, against the log.
extension Oracle {
    /// Ranges tile from where it began; the events in them are the log's, those that pass the filter and no others.
    static func checkFollower(_ follower: Followed, _ log: WorkspaceLog?) -> [Violation] {
        guard let log else {
            return [Violation(.delivery, at: follower.name, "there is no log of \(follower.workspace)")]
        }
        var violations = follower.complaints.map { Violation(.ranges, at: follower.name, $0) }
        var upTo = follower.after
        for batch in follower.batches {
            let place = "\(follower.name) (\(batch.after), \(batch.upTo)]"
            if batch.after != upTo || batch.upTo < batch.after {
                violations.append(
                    Violation(
                        .ranges, at: place,
                        batch.after > upTo ? "a hole after \(upTo)" : "it overlaps, \(upTo) was reached"))
            }
            violations += checkBatch(batch, of: follower, log, at: place)
            upTo = batch.upTo
        }
        if follower.mustReachEnd, upTo != log.next - 1 {
            violations.append(Violation(.delivery, at: follower.name, "it ends at \(upTo), the log at \(log.next - 1)"))
        }
        return violations
    }

    private static func checkBatch(
        _ batch: Followed.Batch, of follower: Followed, _ log: WorkspaceLog, at place: String
    ) -> [Violation] {
        let first = log.rows.partitioningIndex { $0.position > batch.after }
        let end = log.rows.partitioningIndex { $0.position > batch.upTo }
        var expected: [Followed.Shown] = []
        for row in log.rows[min(first, end)..<end] where follower.types?.contains(row.type) ?? true {
            expected.append(Followed.Shown(position: row.position, digest: row.digest))
        }
        if expected == batch.events { return [] }
        let difference = zip(expected, batch.events).first { $0 != $1 }
        return [
            Violation(
                .delivery, at: place,
                difference.map { "the log has \($0), it was shown \($1)" }
                    ?? "the log has \(expected.count) events there, it was shown \(batch.events.count)")
        ]
    }
}

extension Array {
    /// The first index whose element satisfies a predicate that, once true, stays true; found by halving.
    func partitioningIndex(where predicate: (Element) -> Bool) -> Int {
        var low = startIndex
        var high = endIndex
        while low < high {
            let middle = low + (high - low) / 2
            if predicate(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

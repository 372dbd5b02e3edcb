internal import Identity
internal import Ticketing

// What stands on which sheet: every message on one, wherever it was received.
extension Books {
    /// Something that was said to us or by us.
    struct Line {
        /// Nil of what was said by us.
        let message: MessageID?
        let position: LogPosition
        let at: Instant
        /// Where its words of today stand.
        var words: LogPosition
        /// Whether the customer took it back.
        var isGone = false
    }

    /// A ticket begins with messages that are another's.
    mutating func detach(
        _ detached: TicketDetached, _ sheet: inout Sheet, _ event: RecordedEvent, on id: TicketID
    ) throws(Breach) {
        guard var old = tickets[detached.from], sheet.version == (old.isSpam ? 3 : 2), sheet.isSpam == old.isSpam,
            old.customer == sheet.customer,
            old.channel == sheet.channel, old.team == sheet.team, old.language == sheet.language
        else { throw breach(.split, event, "it does not go on with what it is split from") }
        let names = detached.messages.map(\.message)
        func isMoved(_ line: Line) -> Bool { line.message.map { names.contains($0) } ?? false }
        let moved = old.lines.filter { isMoved($0) && !$0.isGone }
        guard moved.compactMap(\.message) == names,
            zip(moved, detached.messages).allSatisfy({ line, message in
                line.position == message.position && line.words == message.words ?? message.position
            }), moved.map(\.at).min() == detached.openedAt, moved.map(\.at).max() == detached.lastAt
        else { throw breach(.split, event, "the other had \(old.lines)") }
        old.lines.removeAll { isMoved($0) }
        if !old.lines.contains(where: { $0.message != nil && !$0.isGone }) {
            throw breach(.split, event, "nothing is left of the other")
        }
        old.messages -= moved.count
        tickets[detached.from] = old
        sheet.from = detached.from
        sheet.lines = moved
        sheet.messages = moved.count
        sheet.heard = moved.map(\.words).max() ?? .beforeAll
        sheet.words = moved.last?.words ?? .beforeAll
        done.detached[id] = detached.from
    }

    /// What another ticket begins with is gone from this one.
    mutating func split(
        _ split: MessagesMoved, _ sheet: inout Sheet, _ event: RecordedEvent, on id: TicketID
    ) throws(Breach) {
        guard done.detached.removeValue(forKey: split.into) == id, let new = tickets[split.into],
            new.lines.compactMap(\.message) == split.messages
        else { throw breach(.split, event, "the other did not begin with them") }
        // What was to be answered is not together any more.
        if !sheet.waiting.isEmpty || done.lapsed.contains(where: { !split.messages.contains($0.message) }) {
            throw breach(.draft, event, "\(sheet.waiting) wait on")
        }
        let left = sheet.lines.filter { !$0.isGone }
        let heard = left.filter { $0.message != nil }.map(\.words).max()
        guard split.heard == heard, split.spoken == left.last?.words else {
            throw breach(.split, event, "what is left was heard at \(heard as Any)")
        }
        sheet.heard = heard ?? .beforeAll
        sheet.words = left.last?.words ?? .beforeAll
    }

    /// Other words, or none, of a message that is this ticket's and no other's.
    mutating func revise(
        _ message: MessageID, replacing words: LogPosition?, isGone: Bool, _ sheet: inout Sheet, _ event: RecordedEvent
    ) throws(Breach) {
        guard let index = sheet.lines.firstIndex(where: { $0.message == message }) else {
            throw breach(.split, event, "the message is on another ticket")
        }
        let line = sheet.lines[index]
        guard words == (line.isGone ? nil : line.words) else {
            throw breach(.split, event, "its words stand at \(line.words)")
        }
        if words == nil { return }
        if isGone { sheet.lines[index].isGone = true } else { sheet.lines[index].words = event.position }
        sheet.heard = event.position
    }

    /// Who answers something of their own goes on with the ticket that has it, unless that is done and another waits.
    func demandAnswered(_ answers: LogPosition?, _ sheet: Sheet, _ event: RecordedEvent, on id: TicketID) throws(Breach)
    {
        guard let answers, let owner = owner(of: answers), owner != id, let other = tickets[owner],
            other.customer == sheet.customer, other.status != "resolved" || other.from != nil
        else { return }
        throw breach(.split, event, "what it answers is on \(owner)")
    }

    /// Whose is what was said somewhere.
    func owner(of position: LogPosition) -> TicketID? {
        tickets.first { $0.value.lines.contains { $0.position == position } }?.key
    }

    /// At the end of a command: whatever came to a ticket has left another, and who are one both know.
    func demandWhole(at position: LogPosition) throws(Breach) {
        if let (id, from) = done.detached.first {
            throw Breach(rule: .split, position: position, message: "\(from) still has what \(id) began with")
        }
        if let reply = done.promised, !tickets.values.contains(where: { $0.papers[reply] != nil }) {
            throw Breach(rule: .voice, position: position, message: "\(reply) asks nobody to go elsewhere")
        }
        if let (id, other) = done.joined.first {
            throw Breach(rule: .person, position: position, message: "\(other) knows nothing of \(id)")
        }
    }
}

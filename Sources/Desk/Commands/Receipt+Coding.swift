internal import Identity
internal import JSON
internal import Ticketing

extension CommandResult {
    /// What is stored with the command, from which the answer is made again.
    ///
    /// **Shape**: canonical JSON, ids only, absent members left out; `at` is the position of what changed nothing, which
    /// has no event of its own.
    static func stored(_ receipt: Receipt, at position: LogPosition? = nil) -> [UInt8] {
        var writer = JSONWriter(capacity: 192)
        writer.beginObject()
        writer.member(ifPresent: "at", position?.value)
        receipt.write(to: &writer)
        writer.endObject()
        return writer.bytes
    }

    /// What was told when the command was first sent; `last` is where its last event stands. **Errors**: `JSONError` or
    /// `JSONFieldError`, if the bytes are not what `stored` wrote.
    init(stored bytes: [UInt8], last: LogPosition) throws {
        var object = try JSONObjectReader(JSONDocument(bytes).root)
        let position = try object.optionalInt("at").map { LogPosition(Int64($0)) }
        self.init(position: position ?? last, receipt: try Receipt(reading: &object))
        try object.finish()
    }
}

extension Receipt {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.member(ifPresent: "agent", agent?.description)
        writer.member(ifPresent: "attempt", attempt)
        writer.member(ifPresent: "crisis", crisis?.description)
        writer.member(ifPresent: "customer", customer?.description)
        writer.member(ifPresent: "duplicate", duplicate)
        if case .nobody(let lacks) = obstacle {
            let named = lacks.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.rawValue)" }
            writer.member("lacks", named.joined(separator: ","))
        }
        writer.member(ifPresent: "message", message?.description)
        writer.member(ifPresent: "note", note?.description)
        writer.member(ifPresent: "outcome", outcome?.rawValue)
        writer.member(ifPresent: "post", post?.description)
        writer.member(ifPresent: "problem", problem?.description)
        writer.member(ifPresent: "reply", reply?.description)
        writer.member(ifPresent: "replyStatus", replyStatus?.rawValue)
        writer.member(ifPresent: "taker", taker?.description)
        writer.member(ifPresent: "ticket", ticket?.description)
        writer.member(ifPresent: "version", version?.value)
        writer.member(ifPresent: "waits", obstacle?.name)
    }

    fileprivate init(reading object: inout JSONObjectReader) throws {
        agent = try object.optionalString("agent").flatMap { AgentID($0) }
        attempt = try object.optionalInt("attempt")
        crisis = try object.optionalString("crisis").flatMap { CrisisID($0) }
        customer = try object.optionalString("customer").flatMap { CustomerID($0) }
        duplicate = try object.optionalBool("duplicate")
        message = try object.optionalString("message").flatMap { MessageID($0) }
        note = try object.optionalString("note").flatMap { NoteID($0) }
        outcome = try object.optionalString("outcome").flatMap { NoticeOutcome(rawValue: $0) }
        problem = try object.optionalString("problem").flatMap { ProblemID($0) }
        post = try object.optionalString("post").flatMap { PostID($0) }
        reply = try object.optionalString("reply").flatMap { ReplyID($0) }
        replyStatus = try object.optionalString("replyStatus").flatMap { ReplyStatus(rawValue: $0) }
        taker = try object.optionalString("taker").flatMap { TicketID($0) }
        ticket = try object.optionalString("ticket").flatMap { TicketID($0) }
        version = try object.optionalInt("version").map { StreamVersion($0) }
        obstacle = RoutingObstacle(
            try object.optionalString("waits") ?? "", lacks: try object.optionalString("lacks") ?? "")
    }
}

extension RoutingObstacle {
    fileprivate var name: String {
        switch self {
        case .noTeam: "no_team"
        case .noRule: "no_rule"
        case .spam: "spam"
        case .nobody: "nobody"
        }
    }

    /// Nil for no obstacle; `lacks` is `agent=lack` joined by commas.
    fileprivate init?(_ name: String, lacks: String) {
        switch name {
        case "no_team": self = .noTeam
        case "no_rule": self = .noRule
        case "spam": self = .spam
        case "nobody":
            var named: [AgentID: RoutingLack] = [:]
            for part in lacks.split(separator: ",") {
                let halves = part.split(separator: "=")
                guard halves.count == 2, let agent = AgentID(halves[0]),
                    let lack = RoutingLack(rawValue: String(halves[1]))
                else { continue }
                named[agent] = lack
            }
            self = .nobody(named)
        default: return nil
        }
    }
}

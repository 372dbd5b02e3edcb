package import JSON

/// Counts of the whole workspace.
package struct WorkspaceStats: WireRequest {
    package static let method = Method.workspaceStats
    package typealias Response = WorkspaceStatsResult

    /// Wait until the answer includes this position.
    package var atLeast: Int64?

    package init(atLeast: Int64? = nil) {
        self.atLeast = atLeast
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        atLeast = try object.optionalPosition("atLeast")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member(ifPresent: "atLeast", atLeast)
        writer.endObject()
    }
}

/// How much there is. Erased customers and what they said still count; what is kept apart as spam counts only as that.
package struct WorkspaceStatsResult: WireValue {
    /// People who wrote or were written to.
    package var customers: Int64
    /// In any state.
    package var tickets: Int64
    /// From customers.
    package var messages: Int64
    /// To customers, drafts not included.
    package var replies: Int64
    /// Public posts on record.
    package var posts: Int64
    /// Tickets that are kept apart; nil from a server that knows none.
    package var spam: Int64?
    /// Of the replies those that are a template's words and nobody's own; nil from a server that knows none.
    package var canned: Int64?
    /// How often customers said how content they were; nil from a server that knows nothing of it.
    package var feedback: Int64?
    /// How often customers were asked to go on elsewhere; nil from a server that knows nothing of it.
    package var switches: Int64?
    /// From where, where to and why, the most often first, at most 100; nil as above.
    package var switchesBy: [WireSwitchCount]?
    /// The last position the answer includes; -1 for an empty log.
    package var asOf: Int64

    package init(
        customers: Int64, tickets: Int64, messages: Int64, replies: Int64, posts: Int64, spam: Int64? = nil,
        canned: Int64? = nil, feedback: Int64? = nil, asOf: Int64
    ) {
        self.feedback = feedback
        self.canned = canned
        self.customers = customers
        self.tickets = tickets
        self.messages = messages
        self.replies = replies
        self.posts = posts
        self.spam = spam
        self.asOf = asOf
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        customers = try object.count("customers")
        tickets = try object.count("tickets")
        messages = try object.count("messages")
        replies = try object.count("replies")
        posts = try object.count("posts")
        spam = try object.optionalInt64("spam", in: 0...JSONLimits.integerMax)
        canned = try object.optionalInt64("canned", in: 0...JSONLimits.integerMax)
        switches = try object.optionalInt64("switches", in: 0...JSONLimits.integerMax)
        if try object.optionalArray("switchesBy") != nil { switchesBy = try object.decodeArray("switchesBy") }
        feedback = try object.optionalInt64("feedback", in: 0...JSONLimits.integerMax)
        asOf = try object.position("asOf")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("customers", customers)
        writer.member("tickets", tickets)
        writer.member("messages", messages)
        writer.member("replies", replies)
        writer.member("posts", posts)
        writer.member(ifPresent: "spam", spam)
        writer.member(ifPresent: "canned", canned)
        writer.member(ifPresent: "feedback", feedback)
        writer.member(ifPresent: "switches", switches)
        if let switchesBy { writer.member("switchesBy", switchesBy) }
        writer.member("asOf", asOf)
        writer.endObject()
    }
}

package import JSON

/// Whether a problem goes on.
package enum WireProblemState: String, Sendable, CaseIterable {
    case open, closed
}

/// A problem as lists have it.
package struct WireProblem: WireValue {
    package var problem: String
    package var title: String
    package var cause: String?
    package var product: String?
    package var state: WireProblemState
    /// When it was opened.
    package var at: WireTime
    /// The id of who opened it.
    package var by: String
    /// How many tickets are linked to it.
    package var tickets: Int64

    package init(
        problem: String, title: String, cause: String? = nil, product: String? = nil, state: WireProblemState,
        at: WireTime, by: String, tickets: Int64
    ) {
        self.problem = problem
        self.title = title
        self.cause = cause
        self.product = product
        self.state = state
        self.at = at
        self.by = by
        self.tickets = tickets
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        problem = try object.id("problem")
        title = try object.string("title")
        cause = try object.optionalString("cause")
        product = try object.optionalString("product")
        state = try object.choice("state")
        at = try object.decode("at")
        by = try object.id("by")
        tickets = try object.count("tickets")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("problem", problem)
        writer.member("title", title)
        writer.member(ifPresent: "cause", cause)
        writer.member(ifPresent: "product", product)
        writer.member("state", state.rawValue)
        writer.member("at", at)
        writer.member("by", by)
        writer.member("tickets", tickets)
        writer.endObject()
    }
}

/// Problems, the newest first.
package struct ProblemList: WireRequest {
    package static let method = Method.problemList
    package typealias Response = ProblemPage

    /// `open` if nil.
    package var state: WireProblemState?
    package var limit: Int?
    /// From `next` of the page before, with the same other parameters.
    package var cursor: String?
    /// Wait until the answer includes this position.
    package var atLeast: Int64?

    package init(
        state: WireProblemState? = nil, limit: Int? = nil, cursor: String? = nil, atLeast: Int64? = nil
    ) {
        self.state = state
        self.limit = limit
        self.cursor = cursor
        self.atLeast = atLeast
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        state = try object.optionalChoice("state")
        limit = try object.optionalInt("limit", in: Limits.pageItems)
        cursor = try object.optionalCursor("cursor")
        atLeast = try object.optionalPosition("atLeast")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member(ifPresent: "state", state?.rawValue)
        writer.member(ifPresent: "limit", limit)
        writer.member(ifPresent: "cursor", cursor)
        writer.member(ifPresent: "atLeast", atLeast)
        writer.endObject()
    }
}

/// Some problems.
package struct ProblemPage: WireValue {
    package var problems: [WireProblem]
    /// Cursor of the next page; nil on the last.
    package var next: String?
    package var asOf: Int64

    package init(problems: [WireProblem], next: String? = nil, asOf: Int64) {
        self.problems = problems
        self.next = next
        self.asOf = asOf
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        problems = try object.decodeArray("problems")
        next = try object.optionalString("next")
        asOf = try object.position("asOf")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("problems", problems)
        writer.member(ifPresent: "next", next)
        writer.member("asOf", asOf)
        writer.endObject()
    }
}

/// One problem.
package struct ProblemGet: WireRequest {
    package static let method = Method.problemGet
    package typealias Response = ProblemGetResult

    package var problem: String
    /// Wait until the answer includes this position.
    package var atLeast: Int64?

    package init(problem: String, atLeast: Int64? = nil) {
        self.problem = problem
        self.atLeast = atLeast
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        problem = try object.id("problem")
        atLeast = try object.optionalPosition("atLeast")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("problem", problem)
        writer.member(ifPresent: "atLeast", atLeast)
        writer.endObject()
    }
}

/// One problem, the tickets that a notice would go to now, and what notices there were.
package struct ProblemGetResult: WireValue {
    /// A ticket of it.
    package struct Member: WireValue {
        package var ticket: String
        /// False for one that is of it because of its cause.
        package var isLinked: Bool

        package init(ticket: String, isLinked: Bool) {
            self.ticket = ticket
            self.isLinked = isLinked
        }

        package init(json: JSONView) throws(JSONFieldError) {
            var object = try JSONObjectReader(json)
            ticket = try object.id("ticket")
            isLinked = try object.bool("linked")
        }

        package func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.member("ticket", ticket)
            writer.member("linked", isLinked)
            writer.endObject()
        }
    }

    /// A notice.
    package struct Notice: WireValue {
        package var position: Int64
        package var at: WireTime
        /// To how many tickets it went, whatever came of it there.
        package var tickets: Int64
        package var resolve: Bool

        package init(position: Int64, at: WireTime, tickets: Int64, resolve: Bool) {
            self.position = position
            self.at = at
            self.tickets = tickets
            self.resolve = resolve
        }

        package init(json: JSONView) throws(JSONFieldError) {
            var object = try JSONObjectReader(json)
            position = try object.position("position")
            at = try object.decode("at")
            tickets = try object.count("tickets")
            resolve = try object.bool("resolve")
        }

        package func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.member("position", position)
            writer.member("at", at)
            writer.member("tickets", tickets)
            writer.member("resolve", resolve)
            writer.endObject()
        }
    }

    package var problem: WireProblem
    /// By id, 500 at most.
    package var members: [Member]
    /// Whether there are more of them.
    package var more: Bool
    /// The newest 100, the oldest of them first.
    package var notices: [Notice]
    package var asOf: Int64

    package init(problem: WireProblem, members: [Member], more: Bool, notices: [Notice], asOf: Int64) {
        self.problem = problem
        self.members = members
        self.more = more
        self.notices = notices
        self.asOf = asOf
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        problem = try object.decode("problem")
        members = try object.decodeArray("members")
        more = try object.bool("more")
        notices = try object.decodeArray("notices")
        asOf = try object.position("asOf")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("problem", problem)
        writer.member("members", members)
        writer.member("more", more)
        writer.member("notices", notices)
        writer.member("asOf", asOf)
        writer.endObject()
    }
}

package import JSON

/// What customers said of how they were served, the newest first, and by whom they were served how well. Agents list it of
/// their own replies.
package struct FeedbackList: WireRequest {
    package static let method = Method.feedbackList
    package typealias Response = FeedbackPage

    /// Of whose replies; of everybody's if nil.
    package var agent: String?
    /// Since when; all there is if nil.
    package var since: WireTime?
    /// How many at most; see `Limits`.
    package var limit: Int?
    /// From `next` of the page before, with the same other parameters.
    package var cursor: String?
    /// Wait until the answer includes this position.
    package var atLeast: Int64?

    package init(
        agent: String? = nil, since: WireTime? = nil, limit: Int? = nil, cursor: String? = nil, atLeast: Int64? = nil
    ) {
        self.agent = agent
        self.since = since
        self.limit = limit
        self.cursor = cursor
        self.atLeast = atLeast
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        agent = try object.optionalID("agent")
        since = try object.decodeIfPresent("since")
        limit = try object.optionalInt("limit", in: Limits.pageItems)
        cursor = try object.optionalCursor("cursor")
        atLeast = try object.optionalPosition("atLeast")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member(ifPresent: "agent", agent)
        writer.member(ifPresent: "since", since)
        writer.member(ifPresent: "limit", limit)
        writer.member(ifPresent: "cursor", cursor)
        writer.member(ifPresent: "atLeast", atLeast)
        writer.endObject()
    }
}

/// Some feedback, and how content customers were altogether.
package struct FeedbackPage: WireValue {
    /// Items of type `feedback.received`, the newest first.
    package var feedback: [WireItem]
    /// Over all that was asked for; who has most comes first. Empty but on the first page.
    package var agents: [WireAgentSatisfaction]
    /// Cursor of the next page; nil on the last.
    package var next: String?
    /// The last position the answer includes; -1 for an empty log.
    package var asOf: Int64

    package init(feedback: [WireItem], agents: [WireAgentSatisfaction], next: String? = nil, asOf: Int64) {
        self.feedback = feedback
        self.agents = agents
        self.next = next
        self.asOf = asOf
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        feedback = try object.decodeArray("feedback")
        agents = try object.decodeArray("agents")
        next = try object.optionalString("next")
        asOf = try object.position("asOf")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("feedback", feedback)
        writer.member("agents", agents)
        writer.member(ifPresent: "next", next)
        writer.member("asOf", asOf)
        writer.endObject()
    }
}

/// How content customers were.
package struct WireSatisfaction: WireValue {
    /// How many said so.
    package var count: Int64
    /// How much of all points they gave, whatever the scale.
    package var percent: Int

    package init(count: Int64, percent: Int) {
        self.count = count
        self.percent = percent
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        count = try object.count("count")
        percent = try object.int("percent", in: 0...100)
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("count", count)
        writer.member("percent", percent)
        writer.endObject()
    }
}

/// How content customers were with one agent.
package struct WireAgentSatisfaction: WireValue {
    /// Nil for what is about nobody's reply.
    package var agent: WireAgent?
    /// With them.
    package var satisfaction: WireSatisfaction

    package init(agent: WireAgent?, satisfaction: WireSatisfaction) {
        self.agent = agent
        self.satisfaction = satisfaction
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        agent = try object.decodeIfPresent("agent")
        satisfaction = try object.decode("satisfaction")
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member(ifPresent: "agent", agent)
        writer.member("satisfaction", satisfaction)
        writer.endObject()
    }
}

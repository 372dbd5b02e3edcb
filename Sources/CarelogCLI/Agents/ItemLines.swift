internal import Wire

/// One event of a conversation as lines for people.
enum ItemLines {
    /// A head line with time, who and what; then what was said, indented.
    static func lines(_ item: WireItem, screen: Screen) -> [String] {
        let time = String((item.occurredAt ?? item.at).text.prefix(16)).replacing("T", with: " ")
        let who = VisibleText.line(item.by.name ?? item.by.kind.rawValue)
        var head = "\(TerminalStyle.dim.paint(time, screen))  \(TerminalStyle.bold.paint(who, screen)) \(what(item))"
        if let channel = item.channel { head += TerminalStyle.dim.paint("  \(VisibleText.line(channel))", screen) }
        var lines = [head]
        if item.erased == true { lines.append("    (erased)") }
        if let text = item.text {
            let width = max(20, (screen.columns ?? 100) - 4)
            for line in TextWrap.lines(text, columns: width) { lines.append("    " + line) }
        }
        if let material = item.material { lines.append("    \(TerminalStyle.dim.paint(made(of: material), screen))") }
        for attachment in item.attachments ?? [] {
            let name = attachment.name.map { "\(VisibleText.line($0)), " } ?? ""
            let type = VisibleText.line(attachment.type)
            lines.append("    [\(name)\(type), \(attachment.bytes) bytes] \(VisibleText.line(attachment.url))")
        }
        return lines
    }

    /// What of what was prepared a reply is made of.
    static func made(of material: WireMaterial) -> String {
        var parts: [String] = []
        if let template = material.template {
            let version = material.version.map { ", version \($0)" } ?? ""
            let words = material.edited == true ? " in other words" : ""
            parts.append("template \(template) in \(material.language ?? "?")\(version)\(words)")
        }
        if let macro = material.macro { parts.append("macro \(macro)") }
        let articles = material.articles ?? []
        if !articles.isEmpty {
            parts.append("\(articles.count == 1 ? "article" : "articles") \(articles.joined(separator: ", "))")
        }
        return VisibleText.line("[\(parts.joined(separator: "; "))]")
    }

    private static func what(_ item: WireItem) -> String {
        switch item.type {
        case "message.received": wrote(item)
        case "message.edited": "changed a message"
        case "message.withdrawn": "took a message back"
        case "signal.received": signalled(item)
        case "ticket.switchAsked":
            "asked them to go on at \(VisibleText.line(item.to ?? "?"))\(reason(item))\(item.words.map { " (\(VisibleText.line($0)))" } ?? "")"
        case "feedback.received":
            "gave \(item.score ?? 0) of \(item.scale ?? 0)\(item.agent == nil ? "" : " to \(agent(item))")"
        case "reply.sent": "replied"
        case "reply.recorded": "replied (elsewhere)"
        case "reply.drafted": "drafted a reply\(state(item))"
        case "reply.approved": item.text == nil ? "approved a reply" : "approved a reply in other words"
        case "reply.rejected": "rejected a draft\(reason(item))"
        case "reply.lapsed": "the customer has overtaken a draft"
        case "reply.delivered": "the reply was delivered"
        case "reply.attempted": "took the reply to send it\(again(item))"
        case "reply.carried": "the network has the reply"
        case "reply.read": "the customer has read the reply"
        case "reply.lost": "nobody knows what became of the reply\(reason(item))\(retry(item))"
        case "reply.retried": "has the reply sent\(again(item))"
        case "reply.failed": "the reply failed\(reason(item))\(retry(item))"
        case "note.added": "noted"
        case "ticket.opened": "opened the ticket"
        case "ticket.claimed": "took the ticket"
        case "ticket.released": "released the ticket"
        case "ticket.assigned":
            "assigned it to \(VisibleText.line(item.agent.map { $0.name ?? $0.id } ?? item.team.map { "team \($0)" } ?? "nobody"))"
        case "ticket.routed":
            "gave it by rule to \(agent(item))\(item.team.map { " for team \(VisibleText.line($0))" } ?? "") (`carelog why`)"
        case "ticket.requeued": "gave it back to the queue: \(agent(item)) is gone"
        case "ticket.tagged": "tagged it \(tags(item))"
        case "ticket.untagged": "removed the tags \(tags(item))"
        case "ticket.resolved": "resolved it"
        case "ticket.reopened": "reopened it"
        case "ticket.snoozed": "snoozed it until \(item.until?.text ?? "?")"
        case "ticket.woken": "woke it"
        case "customer.registered": "registered the customer"
        case "ticket.followed": "follows it"
        case "ticket.unfollowed": "follows it no more"
        case "ticket.markedSpam": "marked it as spam\(item.reason == "blocked" ? ": the customer is blocked" : "")"
        case "customer.identified": "is also \(identity(item))"
        case "customer.unidentified": "is not \(identity(item)) any more"
        case "customer.merged": "was made one with customer \(VisibleText.line(item.customer ?? "?"))"
        case "customer.absorbed": "is one with customer \(VisibleText.line(item.customer ?? "?"))"
        case "customer.unmerged", "customer.expelled":
            "is not one with customer \(VisibleText.line(item.customer ?? "?")) any more"
        case "customer.blocked": "blocked the customer\(item.reason.map { ": \(VisibleText.line($0))" } ?? "")"
        case "customer.unblocked": "unblocked the customer\(item.reason.map { ": \(VisibleText.line($0))" } ?? "")"
        case "ticket.unmarkedSpam": "put it back: it is no spam"
        case "ticket.linked": "said that it is of problem \(item.problem ?? "?")"
        case "ticket.unlinked": "said that it is not of problem \(item.problem ?? "?")"
        case "ticket.classified": classified(item)
        case "ticket.prioritised": "made it \(item.priority?.rawValue ?? "of another priority")"
        case "ticket.merged": "merged it into ticket \(other(item))"
        case "ticket.absorbed": "merged ticket \(other(item)) into it"
        case "ticket.unmerged": "took it out of ticket \(other(item))"
        case "ticket.split": "split off ticket \(other(item))"
        case "ticket.detached": "split it off ticket \(other(item))"
        case "ticket.expelled": "took ticket \(other(item)) out of it"
        default: VisibleText.line(item.type)
        }
    }

    private static func agent(_ item: WireItem) -> String {
        VisibleText.line(item.agent.map { $0.name ?? $0.id } ?? "nobody")
    }

    private static func other(_ item: WireItem) -> String {
        item.other.map { TicketReference.short(VisibleText.line($0)) } ?? "?"
    }

    private static func wrote(_ item: WireItem) -> String {
        if item.withdrawn == true { return "wrote, and took it back" }
        let way = item.kind.map { " (\($0.rawValue))" } ?? ""
        return item.edited == true ? "wrote\(way), and changed it since" : "wrote\(way)"
    }

    private static func signalled(_ item: WireItem) -> String {
        let what = item.emoji.map { VisibleText.line($0) } ?? item.signal?.rawValue ?? "a signal"
        let meant = item.tone.map { ", meant as \($0.rawValue)" } ?? ""
        let on = item.reply != nil ? " to a reply" : item.message != nil ? " to a message" : " about us"
        return "showed \(what)\(on)\(meant)"
    }

    private static func classified(_ item: WireItem) -> String {
        let said = [("cause", item.cause), ("product", item.product), ("outcome", item.outcome)]
            .compactMap { what, name in name.map { "\(what) \(VisibleText.line($0))" } }
        return said.isEmpty ? "said nothing any more of what it is" : "said what it is: \(said.joined(separator: ", "))"
    }

    private static func identity(_ item: WireItem) -> String {
        VisibleText.line("\(item.handle ?? "(erased)") on \(item.network ?? "?")")
    }

    private static func tags(_ item: WireItem) -> String { (item.tags ?? []).joined(separator: " ") }

    private static func reason(_ item: WireItem) -> String {
        item.reason.map { ": \(VisibleText.line($0))" } ?? ""
    }

    private static func again(_ item: WireItem) -> String {
        item.attempt.map { $0 > 1 ? ", attempt \($0)" : "" } ?? ""
    }

    private static func retry(_ item: WireItem) -> String {
        item.reply.map { " (send it once more with `carelog retry \($0)`)" } ?? ""
    }

    private static func state(_ item: WireItem) -> String {
        item.reply.map { " (approve with `carelog approve \($0)`)" } ?? ""
    }
}

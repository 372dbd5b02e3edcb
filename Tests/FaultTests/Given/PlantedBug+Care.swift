internal import Faults
internal import Support

// Bugs of care teams, planted into histories of `MadeUpCare`.
extension PlantedBug {
    static let inTheTeam: [PlantedBug] = [
        PlantedBug("somebody answers what a colleague has answered, and had not seen it", .doubleAnswer) {
            history, random in
            change(&history) { rows in
                let index = find(&random, in: rows, "reply.sent") { row in
                    rows.contains {
                        $0.stream == row.stream && $0.position < row.position && $0.actor != row.actor
                            && $0.type == "reply.sent"
                    }
                }
                guard let index,
                    let before = rows[..<index].last(where: {
                        $0.stream == rows[index].stream && $0.actor != rows[index].actor && $0.type == "reply.sent"
                    })
                else { return false }
                rows[index].facts.seen = before.position - 1
                return true
            }
        },
        PlantedBug("somebody answers though the customer has added something", .doubleAnswer) { history, random in
            change(&history) { rows in
                guard let index = find(&random, in: rows, "reply.sent") else { return false }
                insert(message(on: rows[index].stream), at: index, in: &rows)
                // It was there to be seen; who answers had seen what came before it.
                rows[index + 1].facts.seen = Int64(index) - 1
                return true
            }
        },
        PlantedBug("a draft is approved though the customer has written since", .doubleAnswer) { history, random in
            change(&history) { rows in
                guard let index = find(&random, in: rows, "reply.approved") else { return false }
                insert(message(on: rows[index].stream), at: index, in: &rows)
                return true
            }
        },
        PlantedBug("a draft is written on what others have overtaken", .doubleAnswer) { history, random in
            change(&history) { rows in
                guard let index = find(&random, in: rows, "reply.drafted") else { return false }
                rows[index].facts.seen = -1
                return true
            }
        },
        PlantedBug("a draft goes out twice", .draft) { history, random in
            change(&history) { rows in
                guard let index = find(&random, in: rows, "reply.approved") else { return false }
                insert(rows[index], at: index + 1, in: &rows)
                return true
            }
        },
        PlantedBug("somebody approves their own draft", .draft) { history, random in
            change(&history) { rows in
                guard let index = find(&random, in: rows, "reply.approved"),
                    let draft = rows.first(where: {
                        $0.type == "reply.drafted" && $0.facts.reply == rows[index].facts.reply
                    })
                else { return false }
                rows[index].actor = draft.actor
                return true
            }
        },
        PlantedBug("a bot approves a draft", .draft) { history, random in
            change(&history) { rows in
                guard let index = find(&random, in: rows, "reply.approved") else { return false }
                rows[index].facts.kind = "bot"
                return true
            }
        },
        PlantedBug("a draft goes out that was rejected", .draft) { history, random in
            change(&history) { rows in
                guard let index = find(&random, in: rows, "reply.rejected") else { return false }
                var approved = rows[index]
                approved.type = "reply.approved"
                insert(approved, at: index + 1, in: &rows)
                return true
            }
        },
        PlantedBug("a draft survives that the customer writes", .draft) { history, random in
            change(&history) { rows in
                guard let index = find(&random, in: rows, "reply.lapsed") else { return false }
                rows[index].type = "note.added"
                return true
            }
        },
        PlantedBug("somebody is given more than they can hold", .capacity) { history, random in
            change(&history) { rows in
                guard let index = find(&random, in: rows, "ticket.claimed"),
                    let profile = rows.firstIndex(where: { $0.stream == "agent/\(rows[index].actor)" })
                else { return false }
                rows[profile].facts.capacity = 0
                return true
            }
        },
        PlantedBug("a rule gives somebody more than they can hold", .capacity) { history, random in
            change(&history) { rows in
                guard let index = find(&random, in: rows, "ticket.routed"),
                    let profile = rows.firstIndex(where: { $0.stream == "agent/\(rows[index].facts.agent ?? "")" })
                else { return false }
                rows[profile].facts.capacity = 0
                return true
            }
        },
        PlantedBug("a rule gives away what somebody has", .domain) { history, random in
            change(&history) { rows in
                guard let index = find(&random, in: rows, "ticket.claimed") else { return false }
                var routed = rows[index]
                routed.type = "ticket.routed"
                routed.facts = LogFacts(kind: "rule", agent: "zoe")
                insert(routed, at: index + 1, in: &rows)
                return true
            }
        },
        PlantedBug("a ticket is merged into a part of itself", .domain) { history, random in
            change(&history) { rows in
                guard let index = find(&random, in: rows, "reply.sent") else { return false }
                let streams = Set(rows.map(\.stream)).filter { $0.hasPrefix("ticket/") && $0 != rows[index].stream }
                guard let other = streams.min(), rows[..<index].contains(where: { $0.stream == other }) else {
                    return false
                }
                insert(merge(other, into: rows[index].stream), at: index, in: &rows)
                insert(merge(rows[index + 1].stream, into: other), at: index + 1, in: &rows)
                return true
            }
        },
        PlantedBug("somebody answers without what was said on a ticket that was merged with it", .doubleAnswer) {
            history, random in
            change(&history) { rows in
                let index = find(&random, in: rows, "reply.sent") { row in
                    rows.contains {
                        $0.position < row.position && $0.stream != row.stream && $0.type == "message.received"
                    }
                }
                guard let index,
                    let other = rows[..<index].last(where: {
                        $0.type == "message.received" && $0.stream != rows[index].stream
                    })
                else { return false }
                rows[index].facts.seen = other.position - 1
                insert(merge(other.stream, into: rows[index].stream), at: index, in: &rows)
                return true
            }
        },
        PlantedBug("a rule takes a ticket from who does not have it", .domain) { history, random in
            change(&history) { rows in
                guard let index = find(&random, in: rows, "ticket.requeued") else { return false }
                rows[index].facts.agent = "zoe"
                return true
            }
        },
        PlantedBug("a ticket is in no queue", .lostTicket) { history, _ in queues(&history) { $0.removeLast() } },
        PlantedBug("a ticket is in two queues", .lostTicket) { history, _ in queues(&history) { $0.append($0[0]) } },
        PlantedBug("a ticket waits where nobody looks", .lostTicket) { history, _ in
            queues(&history) { $0[0].queue = "resolved" }
        },
        PlantedBug("a ticket waits with somebody else", .lostTicket) { history, _ in
            queues(&history) { $0[0].assignee = "zoe" }
        },
        PlantedBug("a ticket waits that nobody opened", .lostTicket) { history, _ in
            queues(&history) { $0.append(QueueRow(ticket: "ticket/9", queue: "pending", assignee: nil)) }
        },
    ]

    private static func find(
        _ random: inout SeededGenerator, in rows: [LogRow], _ type: String, _ suits: (LogRow) -> Bool = { _ in true }
    ) -> Int? {
        rows.indices.filter { rows[$0].type == type && suits(rows[$0]) }.randomElement(using: &random)
    }

    private static func merge(_ stream: String, into other: String) -> LogRow {
        var row = LogRow(
            position: 0, stream: stream, version: 0, type: "ticket.merged", actor: "ada", command: "late", digest: 0)
        row.facts = LogFacts(kind: "human")
        row.facts.into = other
        return row
    }

    private static func message(on stream: String) -> LogRow {
        LogRow(
            position: 0, stream: stream, version: 0, type: "message.received", actor: "hook", command: "late",
            digest: 0)
    }

    /// Puts a row somewhere; what was seen stays what it was.
    private static func insert(_ row: LogRow, at index: Int, in rows: inout [LogRow]) {
        rows.insert(row, at: index)
        for other in rows.indices {
            rows[other].position = Int64(other)
            if let seen = rows[other].facts.seen, seen >= Int64(index) { rows[other].facts.seen = seen + 1 }
        }
    }

    private static func change(_ history: inout History, _ body: (inout [LogRow]) -> Bool) -> Bool {
        guard var log = history.logs["care"] else { return false }
        let isPlanted = body(&log.rows)
        log.next = Int64(log.rows.count)
        history.logs["care"] = log
        return isPlanted
    }

    private static func queues(_ history: inout History, _ body: (inout [QueueRow]) -> Void) -> Bool {
        guard var rows = history.queues?["care"] else { return false }
        body(&rows)
        history.queues = ["care": rows]
        return true
    }
}

/// What a log must be by itself.
extension Oracle {
    /// Positions 0 ..< n, versions of every stream 1, 2, 3, …, seals intact.
    static func checkShape(of log: WorkspaceLog, in workspace: String) -> [Violation] {
        var violations: [Violation] = []
        var expected: Int64 = 0
        var versions: [String: Int64] = [:]
        for row in log.rows {
            let place = "\(workspace)@\(row.position)"
            if row.position != expected {
                violations.append(Violation(.positions, at: place, "position \(expected) should stand here"))
            }
            expected = row.position + 1
            let version = (versions[row.stream] ?? 0) + 1
            if row.version != version {
                violations.append(
                    Violation(.versions, at: place, "\(row.stream) goes from \(version - 1) to \(row.version)"))
            }
            versions[row.stream] = row.version
            if !row.isSealIntact {
                violations.append(Violation(.seal, at: place, "what is sealed in \(row.type) is not what was"))
            }
        }
        if log.next != expected {
            violations.append(
                Violation(.positions, at: workspace, "the head says \(log.next), the events end before \(expected)"))
        }
        return violations
    }

    /// The table of commands says of every event who wrote it, and of what changed nothing that it was done.
    static func checkTable(of log: WorkspaceLog, _ groups: Groups, in workspace: String) -> [Violation] {
        var violations: [Violation] = []
        var listed: Set<String> = []
        for row in log.commands {
            let place = "\(workspace)/\(row.command)"
            if !listed.insert(row.command).inserted {
                violations.append(Violation(.commandTable, at: place, "it is listed twice"))
            }
            let rows = groups.rows[row.command] ?? []
            // One that found nothing to change: where the log ended then.
            if rows.isEmpty && row.first == row.last + 1 && (0...log.next).contains(row.first) { continue }
            if rows.first?.position != row.first || rows.last?.position != row.last {
                violations.append(
                    Violation(
                        .commandTable, at: place,
                        "listed with \(row.first)…\(row.last), but its events stand at \(rows.map(\.position))"))
            }
        }
        for (command, rows) in groups.rows where !listed.contains(command) {
            violations.append(
                Violation(
                    .commandTable, at: "\(workspace)/\(command)",
                    "its events stand at \(rows.map(\.position)), and it is not listed"))
        }
        return violations
    }

    /// What two servers or two attempts must never bring about between them: one ticket held by two, one customer with two
    /// tickets that wait, a release of what nobody holds.
    static func checkDomain(of log: WorkspaceLog, in workspace: String) -> [Violation] {
        var violations: [Violation] = []
        var tickets: [String: Ticket] = [:]
        var unresolved: [String: String] = [:]
        for row in log.rows where row.stream.hasPrefix("ticket/") {
            let place = "\(workspace)@\(row.position)"
            var ticket = tickets[row.stream] ?? Ticket()
            if (row.version == 1) != (row.type == "ticket.opened") {
                violations.append(Violation(.domain, at: place, "\(row.stream) is not opened first, and once"))
            }
            switch row.type {
            case "ticket.opened": ticket.customer = row.customer
            case "ticket.claimed":
                if let holder = ticket.holder, holder != row.actor {
                    violations.append(
                        Violation(.domain, at: place, "\(row.actor) claims what \(holder) has: \(row.stream)"))
                }
                ticket.holder = row.actor
            case "ticket.routed":
                if let holder = ticket.holder {
                    violations.append(
                        Violation(.domain, at: place, "a rule gives away what \(holder) has: \(row.stream)"))
                }
                ticket.holder = row.facts.agent
            case "ticket.assigned": ticket.holder = row.facts.agent
            case "ticket.requeued":
                if ticket.holder != row.facts.agent {
                    violations.append(
                        Violation(.domain, at: place, "a rule takes it from \(row.facts.agent ?? "-"), who has it not"))
                }
                ticket.holder = nil
            case "ticket.released":
                // A supervisor may release what another holds.
                if ticket.holder == nil {
                    violations.append(Violation(.domain, at: place, "\(row.stream) is released, and nobody has it"))
                }
                ticket.holder = nil
            case "ticket.resolved":
                if ticket.isResolved { violations.append(Violation(.domain, at: place, "it is resolved twice")) }
                ticket.isResolved = true
            case "message.received", "ticket.reopened": ticket.isResolved = false
            default: break
            }
            tickets[row.stream] = ticket
            guard let customer = ticket.customer else { continue }
            if ticket.isResolved {
                if unresolved[customer] == row.stream { unresolved[customer] = nil }
            } else if let other = unresolved[customer], other != row.stream {
                violations.append(
                    Violation(.domain, at: place, "\(customer) has two tickets that wait: \(other) and \(row.stream)"))
            } else {
                unresolved[customer] = row.stream
            }
        }
        return violations
    }

    /// As much of a ticket as the rules above need.
    private struct Ticket {
        /// The customer and the channel.
        var customer: String?
        var holder: String?
        var isResolved = false
    }
}

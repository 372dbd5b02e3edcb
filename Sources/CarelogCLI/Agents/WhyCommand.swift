internal import ArgumentParser
internal import Client
internal import JSON
internal import Wire

/// `carelog why`
struct WhyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why", abstract: "Explain why rules gave a ticket to whom they did.",
        discussion: """
            Each decision says who could have had the ticket and what was compared, as of which position of the log and under \
            which version of the settings, so that anybody can decide again from the log alone.
            """)
    @OptionGroup var options: TicketCommandOptions

    func run() async throws {
        let explained = try await options.client.withClient(as: options.role) { connection in
            try await connection.call(AssignmentExplain(ticket: try await options.ticket.resolve(with: connection)))
        }
        if options.client.json { return Console.out(String(decoding: explained.jsonBytes(), as: UTF8.self)) }
        if explained.assignments.isEmpty {
            return Console.out("No rule ever gave it to anybody; `carelog show` tells what people did.")
        }
        for assignment in explained.assignments {
            for line in Self.lines(assignment, screen: Surroundings.screen) { Console.out(line) }
        }
    }

    private static func lines(_ assignment: AssignmentExplainResult.Assignment, screen: Screen) -> [String] {
        func name(_ agent: WireAgent) -> String { agent.name ?? TicketReference.short(agent.id) }
        var table = TextTable([
            .init(title: ""), .init(title: "CANDIDATE", columnsMin: 8), .init(title: "LOAD", alignment: .right),
            .init(title: "SPEAKS IT"), .init(title: "KNOWS THEM", alignment: .right),
            .init(title: "LAST GIVEN", alignment: .right),
        ])
        for (index, candidate) in assignment.candidates.enumerated() {
            table.add([
                .init(index == 0 ? "→" : ""), .init(name(candidate.agent)),
                .init("\(candidate.load)/\(candidate.capacity.map { "\($0)" } ?? "-")"),
                .init(candidate.speaks ? "yes" : "no"), .init(candidate.knows.map { "at \($0)" } ?? ""),
                .init(candidate.lastGiven.map { "at \($0)" } ?? ""),
            ])
        }
        let rule = assignment.rule.map(\.rawValue).joined(separator: ", then ")
        var lines = [
            "\(assignment.at.text)  \(name(assignment.agent)) for team \(assignment.team), by \(rule)",
            "  position \(assignment.position), as of \(assignment.asOf), settings version \(assignment.policy)",
        ]
        if let priority = assignment.priority { lines.append("  is \(priority.rawValue)") }
        if !assignment.skills.isEmpty { lines.append("  needs \(assignment.skills.joined(separator: ", "))") }
        if let language = assignment.speaks { lines.append("  is in \(language), \(assignment.language.rawValue)") }
        if !assignment.declined.isEmpty {
            lines.append("  given back by \(assignment.declined.map(name).joined(separator: ", "))")
        }
        lines += table.lines(for: screen).map { "  " + $0 }
        if assignment.eligible > assignment.candidates.count {
            lines.append("  and \(assignment.eligible - assignment.candidates.count) more")
        }
        return lines + [""]
    }
}

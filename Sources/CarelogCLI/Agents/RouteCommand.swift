internal import ArgumentParser
internal import Client
internal import JSON
internal import Wire

/// `carelog route`
struct RouteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "route", abstract: "Give a ticket to whom its team's rule prefers, now and out of turn.",
        discussion:
            "If nobody can have it, it stays in the queue, and why is said. `carelog why` tells how it was decided.")
    @OptionGroup var options: TicketCommandOptions

    func run() async throws {
        let (result, names) = try await options.client.withClient(as: options.role) { connection in
            let id = try await options.ticket.resolve(with: connection)
            let result: TicketRouteResult
            do {
                result = try await connection.call(TicketRoute(commandID: NewCommandID.make(), ticket: id))
            } catch ClientError.rpc(let error) where error.kind == .alreadyClaimed && !options.client.json {
                throw TicketCommandOptions.taken(error)
            }
            // It is done; ids say who has it where names cannot be had.
            let agents = options.client.json ? nil : try? await connection.call(AgentList()).agents
            return (result, Self.names(agents ?? []))
        }
        if options.client.json { return Console.out(String(decoding: result.jsonBytes(), as: UTF8.self)) }
        Console.out(Self.line(result, names: names))
    }

    private static func names(_ agents: [AgentListResult.Member]) -> [String: String] {
        var names: [String: String] = [:]
        for member in agents { names[member.profile.agent] = member.name }
        return names
    }

    /// Who has it, or why nobody has. Who is not named is called by the end of their id.
    static func line(_ result: TicketRouteResult, names: [String: String]) -> String {
        func name(_ agent: String) -> String {
            names[agent].map { VisibleText.line($0) } ?? TicketReference.short(agent)
        }
        if let agent = result.agent { return "\(name(agent)) has it now (version \(result.version))." }
        switch result.waits {
        case .noTeam: return "It waits: it is in no team's queue. `carelog assign --team` puts it into one."
        case .noRule: return "It waits: its team's queue is given out by hand."
        case .spam: return "It waits: it is kept apart as spam."
        case .nobody, nil:
            let reasons = result.obstacles.map { "\(name($0.agent)) \(words($0.lack))" }
            return "It waits: \(reasons.isEmpty ? "nobody is of its team" : reasons.joined(separator: ", "))."
        }
    }

    private static func words(_ lack: TicketRouteResult.Lack) -> String {
        switch lack {
        case .away: "is away"
        case .full: "holds as much as they can"
        case .skill: "cannot do what it needs"
        case .language: "does not speak its language"
        case .declined: "gave it back"
        }
    }
}

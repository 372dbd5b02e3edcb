internal import Client
internal import Foundation
internal import Identity
internal import Support
internal import Synchronization
internal import Ticketing

/// All clients of a run: connectors, agents and followers of every workspace.
package struct Workload: Sendable {
    /// How many there are, and how busy.
    package struct Size: Sendable {
        package var connectors = 2
        package var agents = 3
        package var followers = 2
        /// Between two commands of one client, on average.
        package var pause = Duration.milliseconds(20)
        /// Of a hundred commands, so many are sent several times at once.
        package var stormPercent = 5
        /// How often such a command is sent.
        package var stormCopies = 4
        /// About how long a message is at most.
        package var textBytes = 240

        package init() {}
    }

    let site: Site
    let journal: Journal
    let size: Size
    let seed: UInt64
    let stop = Flag()

    package init(site: Site, journal: Journal, size: Size, seed: UInt64) {
        self.site = site
        self.journal = journal
        self.size = size
        self.seed = seed
    }

    /// Asks until `stop` is raised and every client knows, or has given up to learn, what became of its last command.
    func ask() async {
        await withTaskGroup(of: Void.self) { group in
            var number = 0
            for staff in site.staff {
                let board = Board()
                if let care = staff.care {
                    for (index, member) in (care.members.map(Optional.some) + [nil, nil]).enumerated() {
                        number += 1
                        let client = number
                        var habits = Worker.Habits()
                        habits.pause = size.pause
                        habits.stormPercent = size.stormPercent
                        habits.stormCopies = size.stormCopies
                        let worker = Worker(
                            name: "\(staff.name)-\(member?.role.rawValue ?? "customers")-\(index)",
                            workspace: staff.name, duty: member.map { .care(care, $0) } ?? .customers(care),
                            server: site.server(of: client),
                            endpoint: { endpoint(staff, .connector, client, token: member?.token) }, journal: journal,
                            board: board, habits: habits, stop: stop)
                        group.addTask { await worker.run(seed: seed &* 1_000 &+ UInt64(client)) }
                    }
                    continue
                }
                for index in 0..<(size.connectors + size.agents) {
                    number += 1
                    let isConnector = index < size.connectors
                    let role: Role = isConnector ? .connector : index % 2 == 0 ? .agent : .supervisor
                    let client = number
                    var habits = Worker.Habits()
                    habits.pause = size.pause
                    habits.stormPercent = size.stormPercent
                    habits.stormCopies = size.stormCopies
                    habits.textBytes = size.textBytes
                    let worker = Worker(
                        name: "\(staff.name)-\(role.rawValue)-\(index)", workspace: staff.name,
                        duty: isConnector ? .connector : .agent, server: site.server(of: client),
                        endpoint: { endpoint(staff, role, client) }, journal: journal, board: board, habits: habits,
                        stop: stop)
                    group.addTask { await worker.run(seed: seed &* 1_000 &+ UInt64(client)) }
                }
            }
        }
    }

    /// Follows until cancelled: everything, and for each workspace one follower of notes and messages only.
    func follow() async {
        await withTaskGroup(of: Void.self) { group in
            for staff in site.staff {
                for index in 0..<size.followers {
                    let follower = Follower(
                        name: "\(staff.name)-follower-\(index)", workspace: staff.name,
                        types: index % 2 == 1 ? ["note.added", "message.received"] : nil,
                        endpoint: { endpoint(staff, .auditor, index) }, journal: journal)
                    group.addTask { await follower.run() }
                }
            }
        }
    }

    /// Where the nth client connects to, and as whom.
    func endpoint(_ staff: Staff, _ role: Role, _ client: Int, token: String? = nil) -> ClientEndpoint {
        ClientEndpoint(
            host: "127.0.0.1", port: site.port(for: client), token: token ?? staff.tokens[role] ?? "",
            clientName: "faults")
    }
}

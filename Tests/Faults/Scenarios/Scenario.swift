internal import Foundation
internal import Glibc

/// One row of the matrix of faults.
package struct Scenario: Sendable {
    /// For `--scenario` and reports.
    package let name: String
    /// What is done to whom.
    package let summary: String
    /// Programs and libraries without which it is skipped, as paths.
    package let needs: [String]
    /// Whether it mounts disks or looks into processes.
    package let needsRoot: Bool
    /// Whether answers may take longer than the server's deadline, because they are held up outside of it.
    package let delaysAnswers: Bool
    package let plan: @Sendable (_ isLong: Bool) -> Site.Plan
    package let size: @Sendable (_ isLong: Bool) -> Workload.Size
    /// Does it, while the clients work. Afterwards everything has to be mended again.
    package let inject: @Sendable (Stage) async throws -> Void

    init(
        _ name: String, _ summary: String, needs: [String] = [], needsRoot: Bool = false, delaysAnswers: Bool = false,
        plan: @escaping @Sendable (_ isLong: Bool) -> Site.Plan = { _ in Site.Plan() },
        size: @escaping @Sendable (_ isLong: Bool) -> Workload.Size = { _ in Workload.Size() },
        inject: @escaping @Sendable (Stage) async throws -> Void
    ) {
        self.name = name
        self.summary = summary
        self.needs = needs
        self.needsRoot = needsRoot
        self.delaysAnswers = delaysAnswers
        self.plan = plan
        self.size = size
        self.inject = inject
    }

    /// What it needs and this machine lacks; nil if it can be played.
    package var isMissing: String? {
        if needsRoot && getuid() != 0 { return "right to do as root does" }
        return needs.first { access($0, F_OK) != 0 }
    }

    /// Every row there is, in the order in which they are played.
    package static let all: [Scenario] =
        kills + failpoints + database + network + load + others + care
}

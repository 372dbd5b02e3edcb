package import Identity

/// A position below the head at which no event stands. Positions are dense, so somebody took it away behind the log's back:
/// nothing folds past it, and it takes a person to say what is to become of such a log.
package struct LogHole: Error, Hashable, Sendable, CustomStringConvertible {
    package let workspace: WorkspaceID
    /// The first that is missing.
    package let position: LogPosition

    package init(workspace: WorkspaceID, position: LogPosition) {
        self.workspace = workspace
        self.position = position
    }

    package var description: String { "the log of workspace \(workspace) has no event at position \(position)" }
}
